"""What is accepted is told by content; what could be taken for two things is refused."""

import io
import struct

import pytest

from cases.papers.errors import FileRefused
from cases.papers.limits import LARGEST_FILE
from cases.papers.media_types import DOCX, media_type_of
from tests.support import papers
from tests.support.papers import archive, docx, pdf


def refusal(content):
    with pytest.raises(FileRefused) as caught:
        media_type_of(io.BytesIO(content))
    return caught.value.reason


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (papers.PDF, "application/pdf"),
        (papers.JPEG, "image/jpeg"),
        (papers.PNG, "image/png"),
        (papers.HEIC, "image/heic"),
        (docx(), DOCX),
        (docx("word/styles.xml", "word/media/image1.png", content=b"x" * 100_000), DOCX),
    ],
)
def test_the_five_types_are_known_by_their_content(content, media_type):
    stream = io.BytesIO(content)

    assert media_type_of(stream) == media_type
    assert stream.tell() == 0


def test_ten_megabytes_are_accepted_and_one_byte_more_is_not():
    assert media_type_of(io.BytesIO(pdf(size=LARGEST_FILE - 4))) == "application/pdf"
    assert refusal(pdf(size=LARGEST_FILE + 1)) == "too_large"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00\x03" + b"\x00" * 300, "program"),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 300, "program"),
        (b"\xef\xbb\xbf\n #!/bin/sh\nrm -rf ~\n", "program"),
        (b"\xca\xfe\xba\xbe" + b"\x00" * 300, "program"),
        (b"<!DOCTYPE html><title>Factura</title>", "web_page"),
        (b"\n\n  <script>alert(1)</script>", "web_page"),
        ("<html><body>Factura".encode("utf-16"), "web_page"),
        (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "web_page"),
        (b"GIF89a" + b"\x00" * 100, "wrong_type"),
        (b"Benvolguts senyors,\n", "wrong_type"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42" + b"\x00" * 100, "wrong_type"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif" + b"\x00" * 100, "wrong_type"),
        (archive("factura.pdf"), "wrong_type"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "wrong_type"),
        (docx("word/vbaProject.bin"), "macros"),
    ],
)
def test_anything_else_is_refused_with_the_reason_that_helps(content, reason):
    assert refusal(content) == reason


@pytest.mark.parametrize(
    "content",
    [
        b"\n" + papers.PDF,
        b"GIF89a" + papers.PDF,
        papers.JPEG[:20] + papers.PDF,
        papers.PNG + docx(),
        papers.PDF + docx(),
        papers.JPEG + archive("a.class"),
        papers.JPEG[:20] + b"<script>alert(1)</script>" + papers.JPEG[20:],
        b"garbage before" + docx(),
        docx() + b"garbage behind",
        docx() + papers.PDF,
    ],
    ids=range(10),
)
def test_two_things_in_one_file_are_refused(content):
    assert refusal(content) in ("two_things", "wrong_type")
    assert refusal(content) == "two_things" or not content.startswith((b"%PDF", b"\xff\xd8", b"\x89PNG", b"PK"))


def test_a_bomb_is_refused_without_being_unpacked():
    bomb = docx("word/bomb.xml", content=b"\x00" * 50_000_000)

    assert len(bomb) < 200_000
    assert refusal(bomb) == "packed"


def test_a_bomb_whose_directory_lies_about_sizes_in_the_other_direction_is_refused():
    content = bytearray(docx())
    at = content.rfind(b"PK\x01\x02")
    struct.pack_into("<L", content, at + 24, 4_000_000_000)

    assert refusal(bytes(content)) == "packed"


def test_entries_that_share_their_bytes_are_refused():
    content = bytearray(docx("word/second.xml"))
    last, first = content.rfind(b"PK\x01\x02"), content.find(b"PK\x01\x02")
    content[last + 42 : last + 46] = content[first + 42 : first + 46]  # the same beginning as the first entry

    assert refusal(bytes(content)) == "packed"


def test_thousands_of_entries_are_refused():
    assert refusal(docx(*(f"word/{number}.xml" for number in range(2_001)), content=b"")) == "packed"


def test_an_encrypted_archive_is_refused():
    content = bytearray(docx())
    content[content.rfind(b"PK\x01\x02") + 8] |= 1

    assert refusal(bytes(content)) == "packed"


def test_a_document_that_was_cut_off_is_damaged():
    assert refusal(docx(content=bytes(range(256)) * 400)[:-200]) in ("damaged", "two_things")


def test_the_letters_of_an_end_record_inside_a_picture_are_no_archive():
    assert media_type_of(io.BytesIO(papers.JPEG + b"PK\x05\x06" + b"\x07" * 40)) == "image/jpeg"
