"""Post a report, wait until it is read, fetch the findings that are new; and check a webhook's signature.

python api_client.py https://tracker.example.gov.cn TOKEN report.txt 2025-03-01T00:00:00+08:00
"""

import hashlib
import hmac
import sys
import time
from pathlib import Path

import requests


def post_report(site, session, path):
    sent = {"file": (path.name, path.read_bytes())}
    upload = session.post(f"{site}/api/uploads/", files=sent, timeout=60).json()
    while upload["status"] in ("queued", "reading"):
        time.sleep(1)
        upload = session.get(upload["url"], timeout=60).json()
    return upload  # "read" with the key of its report, or "refused" or "failed" with the reason


def findings(site, session, updated_after):
    address, asked = f"{site}/api/findings/", {"updated_after": updated_after}
    while address:
        page = session.get(address, params=asked, timeout=60).json()
        yield from page["results"]
        address, asked = page["next"], None


def genuine(secret, headers, body):
    """Of a webhook's request: its headers, and its body as bytes. Then drop what X-Delivery says you have."""
    signed = headers["X-Timestamp"].encode() + b"." + body
    expected = "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    fresh = abs(time.time() - int(headers["X-Timestamp"])) < 300
    return fresh and hmac.compare_digest(expected, headers["X-Signature-256"])


if __name__ == "__main__":
    site, token, path, updated_after = sys.argv[1:]
    session = requests.Session()
    session.headers["Authorization"] = f"Token {token}"
    session.hooks["response"] = lambda answer, **_: answer.raise_for_status()
    print(post_report(site, session, Path(path))["status"])
    for finding in findings(site, session, updated_after):
        print(finding["commitment"]["number"], finding["verdict"], finding["rating"], finding["changed_at"])
