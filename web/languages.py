"""One address per language: Catalan at the root, the same path under ``/es`` and ``/en``.

The prefix is moved from PATH_INFO to SCRIPT_NAME before Flask sees the request, so routes are written once and
``url_for`` stays within the language by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask, g, has_request_context, request
from flask.globals import request_ctx
from flask_babel import Babel, get_locale, refresh
from jinja2 import pass_eval_context
from markupsafe import Markup

from web.catalogues import Catalogues, RequestWithMessages

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from babel import Locale
    from babel.support import NullTranslations
    from jinja2.nodes import EvalContext

LANGUAGE_KEY = "videocita.language"
ROOT_KEY = "videocita.root"


@dataclass(frozen=True)
class Language:
    """A language of the site, named in itself."""

    code: str
    name: str
    locale: str
    """CLDR locale. English is British: else months come first and hours are AM and PM."""
    prefix: str
    """What its addresses begin with, without a final slash."""


CATALAN = Language("ca", "Català", "ca", "")
LANGUAGES = {
    "ca": CATALAN,
    "es": Language("es", "Español", "es", "/es"),
    "en": Language("en", "English", "en_GB", "/en"),
}


@dataclass(frozen=True)
class LanguageLink:
    """The page being shown, in one language."""

    code: str
    name: str
    url: str
    current: bool


class LanguagePrefix:
    """WSGI middleware that takes the language off the path."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._by_segment = {language.prefix: language.code for language in LANGUAGES.values() if language.prefix}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        environ[ROOT_KEY] = environ.get("SCRIPT_NAME", "")
        segment = path[: path.find("/", 1)] if path.find("/", 1) > 0 else path
        code = self._by_segment.get(segment)
        if code is not None:
            environ["SCRIPT_NAME"] = environ[ROOT_KEY] + segment
            environ["PATH_INFO"] = path[len(segment) :] or "/"
        environ[LANGUAGE_KEY] = code or CATALAN.code
        return self._application(environ, start_response)


def current_language() -> str:
    """Code of the language in use: ``ca``, ``es`` or ``en``; Catalan outside the application."""
    locale = _locale()
    code: str = locale.language if locale is not None else CATALAN.code
    return code


def language_root(code: str | None = None) -> str:
    """What every address of a language begins with, without a final slash: ``""``, ``"/es"``, deeper behind a proxy."""
    root: str = request.environ.get(ROOT_KEY, request.root_path)
    return root + LANGUAGES[code or current_language()].prefix


def page_url() -> str:
    """Address of this page in the language in use, with its query: what a form posts back to."""
    return _this_page(current_language())


def language_links() -> list[LanguageLink]:
    """The page being shown in every language. From an error they lead to the start: its address may make no sense."""
    current = current_language()
    failed = g.get("error_page", False)
    return [
        LanguageLink(
            language.code,
            language.name,
            language_root(language.code) + "/" if failed else _this_page(language.code),
            language.code == current,
        )
        for language in LANGUAGES.values()
    ]


def show_as(url: str) -> None:
    """The page shown is the one at this address of ours, although a POST to another one brought it.

    Its links to other languages lead there, since the address of a POST cannot be opened.
    """
    g.shown_path = url.removeprefix(language_root())


def force_language(code: str) -> None:
    """Answer the rest of this request in another language than its address says; links built from now on follow.

    For a form that carries the language as a field. Raises ``KeyError`` for one that the site does not have.
    """
    language = LANGUAGES[code]
    g.language = language.code
    refresh()
    if request_ctx.url_adapter is not None:
        request_ctx.url_adapter.script_name = language_root(language.code) + "/"


def init_app(app: Flask) -> None:
    """Put the prefix in front of the application and its language behind gettext and the templates.

    Raises ``FileNotFoundError`` when the catalogue of a language is missing.
    """
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way to add middleware
    app.request_class = RequestWithMessages
    babel = Babel(app, default_locale=CATALAN.locale, locale_selector=_locale_of_request)
    catalogues = Catalogues(Path(app.root_path) / "translations", LANGUAGES.keys() - {CATALAN.code})
    babel.domain_instance = catalogues
    _install_gettext(app, catalogues)
    app.jinja_env.globals.update(
        current_language=current_language,
        language_links=language_links,
        language_root=language_root,
        page_url=page_url,
    )


def _locale() -> Locale | None:
    """What `get_locale` says, read where it remembers it: a page asks some two hundred times, and asking is dear."""
    try:
        locale: Locale | None = g._flask_babel.babel_locale
    except (AttributeError, RuntimeError):  # not asked yet, or no application
        locale = None
    return locale if locale is not None else get_locale()


def _install_gettext(app: Flask, catalogues: Catalogues) -> None:
    """Give templates a gettext of few steps: each page calls it dozens of times.

    Like Jinja's own "new style": `%(name)s` is filled in and escaped, so a percent sign is written twice.
    """

    def catalogue() -> NullTranslations:
        locale = _locale()
        return catalogues.of(CATALAN.code if locale is None else locale.language)

    @pass_eval_context
    def gettext(context: EvalContext, text: str, **variables: object) -> str:
        return _filled(context, catalogue().gettext(text), variables)

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, many: str, number: int, **variables: object) -> str:
        return _filled(context, catalogue().ngettext(one, many, number), {"num": number, **variables})

    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]  # of the i18n extension, loaded by Babel
    app.jinja_env.globals.update(gettext=gettext, ngettext=ngettext, _=gettext)


def _filled(context: EvalContext, text: str, variables: dict[str, object]) -> str:
    words = Markup(text) if context.autoescape else text  # noqa: S704  # translations are written by us
    return words % variables if "%" in text else words


def _locale_of_request() -> str:
    if not has_request_context():
        return CATALAN.locale
    code: str = g.get("language") or request.environ.get(LANGUAGE_KEY, CATALAN.code)
    return LANGUAGES[code].locale


def _this_page(code: str) -> str:
    shown: str | None = g.get("shown_path")
    if shown is not None:
        return language_root(code) + shown
    query = request.query_string.decode("latin-1")
    return language_root(code) + quote(request.path) + (f"?{query}" if query else "")
