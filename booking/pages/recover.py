"""A lost link: reference and mail or telephone. The answer is the same whether they fit or not."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for

from access import public
from booking.pages.answers import ONCE_DONE, Answer
from booking.pages.routes import routes
from booking.pages.visit import now
from booking.recover_link import recover_link
from cases.recover_link import recover_case_link
from forms.recover import RecoverForm
from request_limits import LINKS, limiter
from web.security import personal


@routes.get("/recupera")
@public
def recover() -> Answer:
    """Ask for reference and contact."""
    return render_template("booking/recover.html", form=RecoverForm())


@routes.post("/recupera")
@limiter.limit(LINKS)
@personal
@public
def ask_for_link() -> Answer:
    """Send a new link by mail, if reference and contact belong together."""
    form = RecoverForm()
    if "lang" in request.form:
        return render_template("booking/recover.html", form=form)
    if not form.validate():
        return render_template("booking/recover.html", form=form), 422
    send_new = recover_case_link if form.of_case else recover_link
    send_new(form.reference.data or "", form.email, form.number, now())
    return redirect(url_for(".link_sent"), ONCE_DONE)


@routes.get("/recupera/enviat")
@public
def link_sent() -> Answer:
    """What happens next, for everybody alike."""
    return render_template("booking/recover_sent.html")


def typed_again() -> Answer:
    """The form came without its token: nothing is done, and nothing typed is lost."""
    return render_template("booking/recover.html", form=RecoverForm(), not_ours=True), 400
