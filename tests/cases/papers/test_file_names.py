"""Names as people read them: no paths, nothing that deceives, nothing that a system cannot store."""

import pytest
from hypothesis import given, strategies as st

from cases.papers.file_names import LONGEST, LONGEST_ENCODED, cleaned

PDF, JPEG = "application/pdf", "image/jpeg"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("factura.pdf", "factura.pdf"),
        ("Factura de març.PDF", "Factura de març.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Aina\\factura.pdf", "factura.pdf"),
        ("/", "document.pdf"),
        ("", "document.pdf"),
        (None, "document.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("..pdf", "pdf.pdf"),
        ("factura\u202egpj.pdf", "facturagpj.pdf"),
        ("fac\u200btura\r\nSet-Cookie: a=b.pdf", "factura Set-Cookie_ a=b.pdf"),
        ('fac"tu<r>a?.pdf', "fac’tu_r_a_.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1.secret.pdf", "_LPT1.secret.pdf"),
        ("virus.exe", "virus.exe.pdf"),
        ("foto.jpg", "foto.jpg.pdf"),
        ("factura.pdf ", "factura.pdf"),
        ("\x00factura.pdf", "factura.pdf"),
    ],
)
def test_a_name_is_cleaned(name, shown):
    assert cleaned(name, PDF) == shown


@pytest.mark.parametrize(("name", "shown"), [("foto.JPEG", "foto.JPEG"), ("foto.pdf", "foto.pdf.jpg")])
def test_a_name_ends_as_the_content_is(name, shown):
    assert cleaned(name, JPEG) == shown


def test_a_long_name_keeps_its_end():
    name = cleaned("f" * 500 + ".pdf", PDF)

    assert len(name) == LONGEST
    assert name.endswith("f.pdf")


@given(st.text(max_size=300))
def test_whatever_the_browser_says_comes_out_as_one_harmless_name(name):
    shown = cleaned(name, PDF)

    assert shown.lower().endswith(".pdf")
    assert 4 < len(shown) <= LONGEST
    assert len(shown.encode()) <= LONGEST_ENCODED
    assert not set(shown) & set('/\\<>:"|?*\r\n\t\0')
    assert shown == shown.strip()
    assert not shown.startswith(".")
    assert not set(shown) & set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
    assert cleaned(shown, PDF) == shown
