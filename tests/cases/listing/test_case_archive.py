"""A whole case as one ZIP: complete, numbered, with its hashes, without what is no part of it; and on record."""

import hashlib
import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update

from cases.history import changed
from cases.hold import hold
from cases.mediation import give_access
from cases.models import Case, CaseNote, Document
from cases.papers.inspect import Incoming
from cases.papers.place import Place
from cases.papers.receive import receive
from database import db, writing
from outside import Papers
from staff.models import AuditEntry, StaffMember
from storage import StorageProblem
from tests.support.cases import case_of
from tests.support.papers import delivery, pdf
from tests.support.settings import settings_for
from tests.support.staff import member, signed_in
from tests.support.world import NOW


@pytest.fixture
def settings(database_url, tmp_path):
    return settings_for(
        database_url, MAIL_URL=f"file:{tmp_path / 'outbox'}", STORAGE_URL=f"file:{tmp_path / 'documents'}"
    )


@pytest.fixture
def papers(settings):
    return Papers.of(settings)


@pytest.fixture
def case(app, world, papers):
    """Aina's, with two bills of the same name, a paper of the mediation and an internal note."""
    with writing() as session:
        case = case_of(session, world, number="2026/0000001", facts="La factura no quadra", internal_detail="Pesat")
        case.prior_claim_about_billing = True
        session.add(StaffMember(
            entra_tenant="x", entra_oid="x", name="X", email="x@x.example", entra_roles=[], created_at=NOW,
            last_sign_in_at=NOW,
        ))  # fmt: skip
        session.flush()
        session.add(CaseNote(case_id=case.id, written_at=NOW, written_by=1, text="Opinió meva"))
        case_id, reference = case.id, case.reference
    for number, name in enumerate(["factura.pdf", "factura.pdf", "acord.pdf"]):
        sent = delivery(Incoming(name, BytesIO(pdf(str(number)))))
        receive(Place(case_id=case_id), sent, papers.storage, papers.scanner, NOW + timedelta(minutes=number))
    with writing() as session:
        session.execute(update(Document).where(Document.file_name == "acord.pdf").values(of_mediation=True))
    return reference


@pytest.fixture
def clara(app, world):
    return signed_in(app, "technician", name="Clara", office_id=world.office_id, technician_id=world.technicians[0])


def archive(answer):
    assert answer.status_code == 200, answer.status_code
    return ZipFile(BytesIO(answer.data))


def test_everything_is_in_it_numbered_and_with_its_hash(case, clara):
    answer = clara.get(f"/expedients/{case}/exporta")

    zipped = archive(answer)
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"expedient-2026-0000001.zip\"; filename*=UTF-8''expedient-2026-0000001.zip"
    )
    assert zipped.testzip() is None
    assert sorted(zipped.namelist()) == [
        "SHA256SUMS", "dades.json", "documents/001 factura.pdf", "documents/002 factura.pdf", "index.html",
        "index.json",
    ]  # fmt: skip
    for line in zipped.read("SHA256SUMS").decode().splitlines():
        digest, _, path = line.partition("  ")
        assert hashlib.sha256(zipped.read(path)).hexdigest() == digest
    assert zipped.read("documents/002 factura.pdf") == pdf("1")


def test_the_index_is_read_by_people_and_by_programs(case, clara):
    zipped = archive(clara.get(f"/expedients/{case}/exporta"))

    index = json.loads(zipped.read("index.json"))
    assert index["number"] == "2026/0000001"
    assert [(line["number"], line["title"], line["state"]) for line in index["documents"]] == [
        (1, "Factura o rebut", "unscanned"),
        (2, "Factura o rebut", "unscanned"),
    ]
    page = zipped.read("index.html").decode()
    assert '<a href="documents/001%20factura.pdf">factura.pdf</a>' in page
    assert "Aina Roca" in page
    assert ": S&#39;ha obert l&#39;expedient</li>" in page


def test_the_data_are_there_without_what_is_no_part_of_a_file(case, clara):
    zipped = archive(clara.get(f"/expedients/{case}/exporta"))

    data = json.loads(zipped.read("dades.json"))
    assert data["case"]["facts"] == "La factura no quadra"
    assert data["case"]["prior_claim_about_billing"] is True
    assert data["person"]["name"] == "Aina Roca"
    assert data["events"]
    everything = b"".join(zipped.read(name) for name in zipped.namelist()).decode(errors="replace")
    for word in ("Pesat", "Opinió meva", "storage_name"):
        assert word not in everything


def test_why_the_office_did_something_is_not_given_to_others(case, clara):
    member_id, why = member("coordinator"), ["Perquè calli", "Perquè toca", "Falta el pèrit"]
    with writing() as session:
        row = session.scalars(select(Case)).one()
        case_id = row.id
        for kind, words in zip(("state", "procedure", "extension"), why, strict=True):
            changed(session, row, f"{kind}_explained", member_id, NOW, words=words)
        changed(session, row, "state_changed", member_id, NOW, words="T'ho hem tancat", for_consumer=True)
    hold(case_id, "Plet 12/2026", member_id, NOW)

    zipped = archive(clara.get(f"/expedients/{case}/exporta"))

    everything = b"".join(zipped.read(name) for name in zipped.namelist()).decode(errors="replace")
    assert [words for words in [*why, "Plet 12/2026"] if words in everything] == []
    assert "T&#39;ho hem tancat" in everything
    assert "Plet 12/2026" in clara.get(f"/expedients/{case}").text


def test_the_mediation_is_for_those_who_may_see_it(app, case, clara, world):
    assert "no hi té accés" in archive(clara.get(f"/expedients/{case}/exporta")).read("index.html").decode()
    case_id = db.session.scalars(select(Case.id)).one()
    clara_id = db.session.scalars(select(StaffMember.id).where(StaffMember.name == "Clara")).one()
    give_access(case_id, clara_id, clara_id, NOW)

    zipped = archive(clara.get(f"/expedients/{case}/exporta"))

    assert "documents/003 acord.pdf" in zipped.namelist()


@pytest.mark.parametrize("scan", ["infected", "checking"])
def test_what_nobody_may_open_is_named_and_not_given(case, clara, scan):
    with writing() as session:
        session.execute(update(Document).where(Document.id == 1).values(scan=scan))

    zipped = archive(clara.get(f"/expedients/{case}/exporta"))

    assert "documents/001 factura.pdf" not in zipped.namelist()
    assert json.loads(zipped.read("index.json"))["documents"][0]["state"] == scan


def test_a_paper_that_is_lost_or_is_not_what_it_was_is_said(case, clara, papers):
    first, second, _ = db.session.scalars(select(Document).order_by(Document.id))
    papers.storage.delete(first.storage_name)
    with writing() as session:
        session.execute(update(Document).where(Document.id == second.id).values(sha256="0" * 64))

    zipped = archive(clara.get(f"/expedients/{case}/exporta"))

    states = [line["state"] for line in json.loads(zipped.read("index.json"))["documents"]]
    assert states == ["missing", "different"]
    assert zipped.testzip() is None


def test_it_is_on_record(case, clara):
    clara.get(f"/expedients/{case}/exporta")

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "case_exported")).one()
    assert entry.after == {"documents": 2, "mediation": False}


def test_whoever_may_only_look_and_other_offices_get_none(app, case, world):
    assert signed_in(app, "viewer", office_id=world.office_id).get(f"/expedients/{case}/exporta").status_code == 403
    assert signed_in(app, "technician").get(f"/expedients/{case}/exporta").status_code == 404


def test_a_destroyed_case_is_gone(case, clara):
    with writing() as session:
        session.execute(update(Case).values(destroyed_at=NOW, destroyed_by_rule="claim/72"))

    assert clara.get(f"/expedients/{case}/exporta").status_code == 410


class Away:
    """A storage that does not answer."""

    def open(self, name):
        raise StorageProblem("server_unreachable", "it is away")


def test_while_the_storage_does_not_answer_nothing_is_sent_and_nothing_noted(app, case, clara):
    app.extensions["papers"] = Papers(storage=Away(), scanner=None)

    assert clara.get(f"/expedients/{case}/exporta").status_code == 503
    assert not db.session.scalars(select(AuditEntry).where(AuditEntry.action == "case_exported")).all()
