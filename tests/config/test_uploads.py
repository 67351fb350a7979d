from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings


@pytest.fixture
def received() -> Iterator[Callable[[bytes], UploadedFile]]:
    """Sends a file and gives what arrives of it."""
    requests: list[HttpRequest] = []

    def receive(content: bytes) -> UploadedFile:
        requests.append(RequestFactory().post("/", {"file": io.BytesIO(content)}))
        file = requests[-1].FILES["file"]
        assert isinstance(file, UploadedFile)
        return file

    yield receive
    for request in requests:
        request.close()


@pytest.mark.parametrize("in_memory", [0, 10_000_000], ids=["on disk", "in memory"])
def test_a_file_within_the_limit_arrives_whole(
    settings: Settings, received: Callable[[bytes], UploadedFile], in_memory: int
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = in_memory
    settings.UPLOAD_MAX_BYTES = 1_000_000
    content = bytes(range(256)) * 3_000
    file = received(content)
    assert (file.size, file.read()) == (len(content), content)


def test_of_a_file_that_is_too_large_little_is_kept_and_its_size_is_told(
    settings: Settings, received: Callable[[bytes], UploadedFile]
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000
    settings.UPLOAD_MAX_BYTES = 1_000_000
    file = received(bytes(5_000_000))
    assert file.size == 5_000_000
    assert len(file.read()) == 1_000_000
