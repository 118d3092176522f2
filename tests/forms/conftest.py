import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict


@pytest.fixture
def fill():
    """Fill a form as a browser would, `fill(DetailsForm, name="Aina")`; lists for several values."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY="tests only", WTF_CSRF_ENABLED=False)
    Babel(app, default_locale="ca")

    def filled(form_class, **values):
        with app.test_request_context("/"):
            form = form_class(MultiDict(values))
            form.validate()
            for field in form:
                field.errors = [str(message) for message in field.errors]
            return form

    return filled
