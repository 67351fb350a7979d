"""Pictures of pages in 256 colours: a third of the size, and nobody sees the difference on a page of text.

The browser counts the colours, which it does fast; what is left to do for a PNG is in the standard library.
"""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import Page

# Colours that are near each other share a drawer; of each drawer the commonest stands for all, and what is in
# none of the 256 fullest drawers goes to the nearest.
COUNT = """async (png) => {
    const blob = await (await fetch("data:image/png;base64," + png)).blob();
    const image = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    const rgba = new Uint32Array(canvas.getImageData(0, 0, image.width, image.height).data.buffer);
    const parts = (colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
    const drawer = (colour) => (colour & 0xf8f8f8) >>> 0;
    const seen = new Map();
    rgba.forEach((colour) => seen.set(colour, (seen.get(colour) || 0) + 1));
    const drawers = new Map();
    for (const [colour, times] of seen) {
        const held = drawers.get(drawer(colour)) || { times: 0, most: 0 };
        drawers.set(drawer(colour), {
            times: held.times + times,
            most: Math.max(held.most, times),
            colour: times > held.most ? colour : held.colour,
        });
    }
    const full = [...drawers.values()].sort((a, b) => b.times - a.times).slice(0, 256);
    const palette = full.map((one) => parts(one.colour));
    const nearest = new Map();
    for (const colour of seen.keys()) {
        const [r, g, b] = parts(colour);
        let best = 0, least = Infinity;
        palette.forEach(([x, y, z], place) => {
            const far = (r - x) ** 2 + (g - y) ** 2 + (b - z) ** 2;
            if (far < least) [best, least] = [place, far];
        });
        nearest.set(colour, best);
    }
    let points = "";
    for (const colour of rgba) points += String.fromCharCode(nearest.get(colour));
    return { width: image.width, height: image.height, palette: palette.flat(), points: btoa(points) };
}"""


def reduced(blank: Page, png: bytes) -> bytes:
    """The same picture with a palette. ``blank`` is a page of no site, on which the counting is done."""
    found = blank.evaluate(COUNT, base64.b64encode(png).decode())
    width, height = found["width"], found["height"]
    points = base64.b64decode(found["points"])
    rows = b"".join(b"\0" + points[width * row : width * (row + 1)] for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)  # eight bits a point, by palette
    parts = ((b"IHDR", head), (b"PLTE", bytes(found["palette"])), (b"IDAT", zlib.compress(rows, 9)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in (*parts, (b"IEND", b"")))


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
