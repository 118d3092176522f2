"""Signing in as people do: our button, Microsoft's page, and back."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.support.browser_client import Browser
from tests.support.page import Page
from tests.teams.people import pick

BACK = "http://localhost/entra/tornada"
"""Of all languages."""

TO_ACCOUNT = "/entra?next=/compte"
"""The way in of somebody who wants to see their own account: a page that is there for every role."""


class Person(Browser):
    """A browser whose owner may have an account in the tenant."""

    def go_to_microsoft(self, address: str = TO_ACCOUNT) -> str:
        """Press the button on the page at this address; where Microsoft asks who it is."""
        self.get(address)
        away = self.submit(form=f"{self.prefix}/entra").location
        assert away, self.page
        return away

    def answer_of(self, account: str, address: str = TO_ACCOUNT) -> str:
        """Go and pick an account; the address to which Microsoft then sends the browser."""
        return f"{BACK}?{urlencode(pick(self.go_to_microsoft(address), account))}"

    def sign_in(self, account: str, address: str = TO_ACCOUNT) -> Page:
        """All of it; the page where one lands."""
        return self.get(self.answer_of(account, address))
