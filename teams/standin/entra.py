"""Sign-in, laid out like Entra ID: application tokens, and people by authorization code with PKCE.

Tokens and keys are on the HTTPS port, because msal takes nothing else; the page on which a person is picked and the
sign-out are on the HTTP port, so that a browser opens them without a warning.
"""

from __future__ import annotations

import time
import uuid
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from .faults import REFUSED_BY_FAULT, retry_after
from .id_tokens import issuer
from .tokens import (
    CODE_LIFETIME,
    Grant,
    Grants,
    OAuthError,
    application_token,
    check_client,
    person_token,
)
from .world import TENANT, World


def token_pages(world: World, grants: Grants) -> Blueprint:
    """Discovery, tokens and keys."""
    pages = Blueprint("tokens", __name__)

    @pages.get("/<tenant>/v2.0/.well-known/openid-configuration")
    def discovery(tenant: str) -> AnyResponse:
        if tenant != TENANT:
            return _oauth_error(OAuthError(400, "invalid_tenant", 90002, "The tenant does not exist."))
        fault = world.faults.strike("GET /v2.0/.well-known/openid-configuration", ())
        if fault is not None and fault.fault in REFUSED_BY_FAULT:
            return Response(status=REFUSED_BY_FAULT[fault.fault][0], headers=retry_after(fault))
        secure, plain = f"{world.secure_url}/{TENANT}", f"{world.pages_url}/{TENANT}"
        return jsonify(
            issuer=issuer(world),
            authorization_endpoint=f"{plain}/oauth2/v2.0/authorize",
            token_endpoint=f"{secure}/oauth2/v2.0/token",
            jwks_uri=f"{secure}/discovery/v2.0/keys",
            end_session_endpoint=f"{plain}/oauth2/v2.0/logout",
            response_types_supported=["code"],
            subject_types_supported=["pairwise"],
            id_token_signing_alg_values_supported=["RS256"],
            scopes_supported=["openid", "profile", "email", "offline_access"],
        )

    @pages.get(f"/{TENANT}/discovery/v2.0/keys")
    def keys() -> AnyResponse:
        fault = world.faults.strike("GET /discovery/v2.0/keys", ())
        if fault is not None and fault.fault in REFUSED_BY_FAULT:
            return Response(status=REFUSED_BY_FAULT[fault.fault][0], headers=retry_after(fault))
        return jsonify(world.keys.public())

    @pages.post(f"/{TENANT}/oauth2/v2.0/token")
    def token() -> AnyResponse:
        fault = world.faults.strike("POST /oauth2/v2.0/token", ())
        if fault is not None and fault.fault == "slow":
            time.sleep(fault.delay)
        if fault is not None and fault.fault in REFUSED_BY_FAULT:
            status = REFUSED_BY_FAULT[fault.fault][0]
            error = OAuthError(status, "temporarily_unavailable", 90033, "Try again later.")
            return _oauth_error(error, retry_after(fault))
        try:
            check_client(world)
            return jsonify(_granted(world, grants))
        except OAuthError as error:
            return _oauth_error(error)

    return pages


def sign_in_pages(world: World, grants: Grants) -> Blueprint:
    """The page on which a person is picked, and the sign-out."""
    pages = Blueprint("sign_in", __name__)

    @pages.get(f"/{TENANT}/oauth2/v2.0/authorize")
    def authorize() -> AnyResponse | str:
        _check_return_address(request.args.get("redirect_uri", ""))
        return render_template("sign_in.html", people=world.people.all, asked=request.args)

    @pages.post(f"/{TENANT}/oauth2/v2.0/authorize")
    def chosen() -> AnyResponse:
        asked = request.form
        redirect_uri = asked.get("redirect_uri", "")
        _check_return_address(redirect_uri)
        person = world.people.find(asked.get("person", ""))
        if person is None:
            answer = {"error": "access_denied", "error_description": "The person cancelled."}
        else:
            grant = Grant(
                person,
                redirect_uri,
                asked.get("nonce"),
                asked.get("code_challenge"),
                time.time() + CODE_LIFETIME,
            )
            answer = {"code": grants.give(grant)}
        if asked.get("state"):
            answer["state"] = asked["state"]
        return redirect(f"{redirect_uri}?{urlencode(answer)}", 303)

    @pages.get(f"/{TENANT}/oauth2/v2.0/logout")
    def logout() -> AnyResponse | str:
        back = request.args.get("post_logout_redirect_uri", "")
        if back:
            _check_return_address(back)
            return redirect(back, 303)
        return render_template("signed_out.html")

    return pages


def _granted(world: World, grants: Grants) -> dict[str, Any]:
    grant_type = request.form.get("grant_type")
    if grant_type == "client_credentials":
        return application_token(world)
    if grant_type == "authorization_code":
        return person_token(world, grants.take(request.form.get("code", "")))
    raise OAuthError(400, "unsupported_grant_type", 70003, "The grant type is not supported.")


def _check_return_address(address: str) -> None:
    """Only back to this machine: there is no list of registered addresses to compare with."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        abort(400, "The redirect URI is not on this machine.")


def _oauth_error(error: OAuthError, headers: dict[str, str] | None = None) -> Response:
    response = jsonify(
        error=error.error,
        error_description=f"AADSTS{error.number}: {error.description}",
        error_codes=[error.number],
        trace_id=str(uuid.uuid4()),
    )
    response.status_code = error.status
    response.headers.extend(headers or {})
    response.headers["x-ms-request-id"] = str(uuid.uuid4())
    return response
