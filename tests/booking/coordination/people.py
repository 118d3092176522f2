"""Who coordinates, and people besides Aina and Bernat when a test needs many."""

from booking.book import Guest
from booking.coordinate.actor import Actor
from database import writing
from staff.models import StaffMember
from tests.support.world import NOW

DIDAC = Actor("staff", 7)


def add_didac(world, roles=("coordinator",)):
    """Dídac works for the office, as the member of staff number 7."""
    with writing() as session:
        session.add(
            StaffMember(
                id=DIDAC.staff_id,
                entra_tenant="tenant",
                entra_oid="didac",
                name="Dídac Roca",
                email="didac.roca@tecnics.example",
                entra_roles=list(roles),
                office_id=world.office_id,
                created_at=NOW,
                last_sign_in_at=NOW,
            )
        )


def several(number):
    """So many guests, each with an address of their own."""
    return [Guest(f"Persona {one}", f"persona{one}@example.org", None, "ca") for one in range(number)]
