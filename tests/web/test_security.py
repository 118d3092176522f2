from flask import abort

from tests.web.site import make_site
from web.security import leads_away, personal


def policy(response):
    return dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))


def test_every_answer_carries_the_strict_policy(app):
    for path in ("/privacitat", "/no-hi-es"):
        response = app.test_client().get(path)

        assert policy(response)["default-src"] == "'none'"
        assert policy(response)["form-action"] == "'self'"
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert "camera=()" in response.headers["Permissions-Policy"]
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response.headers["Cache-Control"] == "private, no-cache"


def test_only_the_device_test_may_ask_for_camera_and_microphone(app):
    assert "camera=(self), microphone=(self)" in app.test_client().get("/prova").headers["Permissions-Policy"]


def test_a_page_that_leads_to_teams_leaves_form_action_out(app):
    app.add_url_rule("/c/entrar", "join", leads_away(personal(lambda: "")))

    response = app.test_client().get("/c/entrar")

    assert "form-action" not in policy(response)
    assert response.headers["Cache-Control"] == "no-store"


def test_personal_pages_are_kept_and_found_by_nobody_also_when_they_fail(app):
    @app.get("/c/<token>")
    @personal
    def appointment(token):
        abort(404)

    response = app.test_client().get("/c/forged")

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_browsers_are_told_to_stay_on_https_only_where_the_setting_says_so(app):
    assert "Strict-Transport-Security" not in app.test_client().get("/prova").headers
    assert "max-age=" in make_site(hsts=True).test_client().get("/prova").headers["Strict-Transport-Security"]
