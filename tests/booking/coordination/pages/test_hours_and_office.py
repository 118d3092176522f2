"""Hours with their preview, services, and what the office says of itself, on the pages."""

import pytest
from sqlalchemy import select

from app import create_app
from booking.models import Office, Service, WorkingHours, technician_service
from database import db
from staff.models import AuditEntry
from tests.booking.coordination.people import DIDAC
from tests.support.browser_client import Browser
from tests.support.staff import signed_in
from tests.support.world import at, slot_at


@pytest.fixture
def clara(desk):
    return desk.world.technicians[0]


class TestHours:
    def open(self, didac, clara):
        return didac.get(f"/coordinacio/horaris/{clara}")

    def test_the_preview_says_what_saving_does(self, desk, didac, clara):
        page = self.open(didac, clara)

        fields = {"rows-0-starts": "16:00", "rows-0-ends": "18:00"}
        page = didac.submit(button="Mira què canviarà", **fields)
        assert "Crea 14 hores lliures i en treu 6." in page.text
        assert "1 cita queda fora de l'horari" in page.text
        page = didac.submit(button="Desa l'horari")

        assert "L'horari està desat" in page.text
        assert len(db.session.scalars(select(WorkingHours).where(WorkingHours.technician_id == clara)).all()) == 2

    def test_a_stretch_is_added_without_a_script(self, desk, didac, clara):
        self.open(didac, clara)
        didac.submit(button="Afegeix una franja")
        fields = {"rows-1-weekday": "4", "rows-1-starts": "09:00", "rows-1-ends": "11:00"}

        page = didac.submit(button="Mira què canviarà", **fields)

        assert "Crea 28 hores lliures i en treu 0. Cap cita no queda fora." in page.text

    def test_overlapping_stretches_are_refused_with_their_numbers(self, desk, didac, clara):
        self.open(didac, clara)
        didac.submit(button="Afegeix una franja")
        fields = {"rows-1-weekday": "2", "rows-1-starts": "16:00", "rows-1-ends": "18:00"}

        for button in ("Mira què canviarà", "Desa l'horari"):
            page = didac.submit(button=button, **fields)
            assert page.status_code == 409
            assert "Les franges 1 i 2 coincideixen" in page.text

    def test_a_stretch_without_its_hours_is_told(self, desk, didac, clara):
        self.open(didac, clara)

        page = didac.submit(button="Desa l'horari", **{"rows-0-starts": ""})

        assert page.status_code == 422
        assert "A la franja 1 li falten les hores." in page.text

    def test_a_stretch_without_a_weekday_is_taken_away(self, desk, didac, clara):
        self.open(didac, clara)

        didac.submit(button="Desa l'horari", **{"rows-0-weekday": ""})

        [rule] = db.session.scalars(select(WorkingHours).where(WorkingHours.technician_id == clara)).all()
        assert rule.valid_until is not None

    def test_what_a_colleague_changed_meanwhile_is_not_overwritten(self, desk, didac, clara):
        self.open(didac, clara)
        didac.submit(button="Desa l'horari", **{"rows-0-ends": "18:00"})
        self.open(didac, clara)

        page = didac.submit(button="Desa l'horari", forged={"seen": "another"}, **{"rows-0-ends": "19:00"})

        assert page.status_code == 409
        assert "Mentrestant ho ha canviat una altra persona" in page.text

    def test_everybody_s_hours_are_seen_at_a_glance(self, desk, didac):
        page = didac.get("/coordinacio/horaris")

        assert "dimarts 15:30–17:00" in page.text

    def test_a_technician_of_another_office_does_not_exist(self, app, desk, clara):
        assert signed_in(app, "coordinator").get(f"/coordinacio/horaris/{clara}").status_code == 404


class TestLeaving:
    def leaves(self, didac, clara):
        didac.get(f"/coordinacio/horaris/{clara}")
        return didac.submit(button="Ja no hi treballa")

    def test_the_calls_of_whoever_leaves_are_listed_for_others(self, desk, didac, clara):
        page = self.leaves(didac, clara)

        assert page.h1 == "On poden anar aquestes cites"
        assert desk.aina in page.text
        assert "Una cita sense qui l'atengui" in didac.get("/coordinacio/pendents").text
        assert "ja no hi és" in didac.get("/coordinacio/setmana/2026-W48").text

    def test_and_they_can_come_back(self, desk, didac, clara):
        self.leaves(didac, clara)
        didac.get("/coordinacio/horaris")
        page = didac.follow("Clara")
        assert "Si torna, se li ofereixen les hores que tenia." in page.text

        page = didac.submit(button="Torna a treballar-hi")

        assert page.form(button="Desa l'horari")
        assert slot_at(at(24, "16:00"), clara).blocked is None

    def test_from_a_page_left_open_since_before(self, desk, didac, clara):
        before = signed_in(didac.app, "coordinator", office_id=desk.world.office_id)
        before.get(f"/coordinacio/horaris/{clara}")
        self.leaves(didac, clara)

        for button in ("Ja no hi treballa", "Desa l'horari"):
            opened = before.page
            page = before.submit(button=button)
            before.last = opened
            assert page.status_code == 409
            assert "Aquest tècnic ja no hi treballa." in page.text

    def test_somebody_of_another_office_does_not_exist(self, app, desk, clara):
        elsewhere = signed_in(app, "coordinator")
        token = elsewhere.get("/compte").form(button="Surt de tots els navegadors").fields["csrf_token"].sent[0]

        for action in ("plega", "torna"):
            answer = elsewhere.post(f"/coordinacio/horaris/{clara}/{action}", {"csrf_token": token})
            assert answer.status_code == 404


class TestServices:
    def test_one_more_is_offered_by_those_who_give_it(self, desk, didac, clara):
        didac.get("/coordinacio/serveis/nou")
        didac.submit(
            button="Desa el servei",
            name_ca="Subministraments",
            slug="subministraments",
            slots="1",
            position="3",
            technicians=[str(clara)],
        )

        service = db.session.scalars(select(Service).where(Service.slug == "subministraments")).one()
        assert service.names == {"ca": "Subministraments", "es": "Subministraments", "en": "Subministraments"}
        given = db.session.scalars(
            select(technician_service.c.technician_id).where(technician_service.c.service_id == service.id)
        )
        assert list(given) == [clara]

    def test_one_is_withdrawn_and_its_hours_go(self, desk, didac):
        didac.get(f"/coordinacio/serveis/{desk.world.service_id}")
        page = didac.submit(button="Desa el servei", withdrawn=True)

        assert "Ja no s'ofereix" in page.text
        assert db.session.get_one(Service, desk.world.service_id).withdrawn_at is not None

    @pytest.mark.parametrize("slug", ["Amb Espais", "amb/barra", "à", "mediacio"])
    def test_an_address_that_is_none_or_taken_is_refused(self, desk, didac, slug):
        didac.get(f"/coordinacio/serveis/{desk.world.service_id}")

        page = didac.submit(button="Desa el servei", slug=slug)

        assert page.status_code in (409, 422)
        assert db.session.get_one(Service, desk.world.service_id).slug == "consum"

    def test_what_a_colleague_changed_meanwhile_is_not_overwritten(self, desk, didac):
        didac.get(f"/coordinacio/serveis/{desk.world.service_id}")

        page = didac.submit(button="Desa el servei", name_ca="Un altre", forged={"seen": "another"})

        assert page.status_code == 409


class TestOffice:
    def office(self, desk):
        db.session.rollback()
        return db.session.get_one(Office, desk.world.office_id)

    def test_texts_rules_and_colour_are_changed(self, desk, didac):
        didac.get("/coordinacio/oficina")
        page = didac.submit(
            button="Desa", phone="938 111 111", colour="#7A1F5C", minimum_notice_minutes="60", phone_hours_es=""
        )

        assert "Desat" in page.text
        office = self.office(desk)
        assert (office.phone, office.colour, office.minimum_notice_minutes) == ("938 111 111", "#7a1f5c", 60)
        assert office.phone_hours["es"] == office.phone_hours["ca"]

    @pytest.fixture
    def stranger(self, settings):
        """At a process that has not read the office yet: others believe for a minute what they read before."""
        site = create_app(settings)
        yield Browser(site)
        with site.app_context():
            db.session.remove()
            db.engine.dispose()

    def test_whatever_people_read_of_the_office_can_be_changed(self, desk, didac, stranger):
        typed = {
            "name": "Oficina comarcal de consum",
            "phone": "938 222 222",
            "email": "nova@consum.example",
            "address": "Plaça Nova, 2, Barcelona",
            "phone_hours_ca": "al matí",
            "phone_hours_es": "por la mañana",
            "phone_hours_en": "in the morning",
            "controller": "Consell Comarcal",
            "rights_address": "drets@consum.example",
            "dpo_email": "delegacio@consum.example",
        }
        didac.get("/coordinacio/oficina")
        didac.submit(button="Desa", **typed)

        said = "".join(stranger.get(page).text for page in ("/privacitat", "/accessibilitat", "/es", "/en"))
        assert [words for words in typed.values() if words not in said] == []
        audited = db.session.scalars(select(AuditEntry)).one()
        assert (audited.action, audited.member_id) == ("office_changed", DIDAC.staff_id)
        assert audited.before["controller"] == "Organisme de demostració"
        assert audited.after["controller"] == "Consell Comarcal"

    @pytest.mark.parametrize(
        "field", ["name", "phone", "email", "address", "controller", "rights_address", "dpo_email"]
    )
    def test_what_the_law_or_the_service_asks_for_cannot_be_left_empty(self, desk, didac, field):
        didac.get("/coordinacio/oficina")

        page = didac.submit(button="Desa", **{field: " "})

        assert page.status_code == 422
        assert len(page.errors) == 1
        assert getattr(self.office(desk), field) != ""

    @pytest.mark.parametrize(
        ("colour", "status", "words"),
        [("#ffe066", 409, "no es llegiria prou bé"), ("pine", 422, "Escriu el color"), ("#12345", 422, "coixinet")],
    )
    def test_a_colour_that_could_not_be_read_is_refused(self, desk, didac, colour, status, words):
        didac.get("/coordinacio/oficina")

        page = didac.submit(button="Desa", colour=colour)

        assert page.status_code == status
        assert words in page.text
        assert self.office(desk).colour is None

    def test_the_office_takes_no_bookings_for_a_time_and_says_so(self, desk, didac):
        didac.get("/coordinacio/oficina")
        page = didac.submit(button="Desa", closed=True)
        assert page.status_code == 422

        didac.submit(button="Desa", closed=True, closed_notice_ca="Tornem el dia 8. Truca'ns.")

        assert self.office(desk).closed_notice["ca"] == "Tornem el dia 8. Truca'ns."
        assert "Tornem el dia 8" in didac.get("/").text

    def test_numbers_have_bounds(self, desk, didac):
        didac.get("/coordinacio/oficina")

        page = didac.submit(button="Desa", horizon_days="100000")

        assert page.status_code == 422
        assert "Escriu un nombre entre 1 i 180" in page.text

    def test_what_a_colleague_changed_meanwhile_is_not_overwritten(self, desk, didac):
        didac.get("/coordinacio/oficina")

        page = didac.submit(button="Desa", name="Una altra", forged={"seen": "another"})

        assert page.status_code == 409
        assert self.office(desk).name == "Oficina de consum"
