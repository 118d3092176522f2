"""Users, and mail sent from their mailboxes."""

from __future__ import annotations

import base64
import time
from email import policy
from email.parser import BytesParser

from .world import Answer, Call, Refusal


def user(call: Call) -> Answer:
    person = call.person
    document = {
        "id": person.id,
        "displayName": person.name,
        "mail": person.mail,
        "userPrincipalName": person.mail,
    }
    wanted = call.query.get("$select", ",".join(document)).split(",")
    context = {"@odata.context": f"{call.world.graph_url}/$metadata#users/$entity"}
    return Answer(200, context | {key: value for key, value in document.items() if key in wanted})


def send_mail(call: Call) -> Answer:
    """Accept a message in MIME form. Nothing leaves this machine."""
    if not call.headers.get("Content-Type", "").startswith("text/plain"):
        raise Refusal(400, "ErrorMimeContentInvalid", "The stand-in takes the MIME form only.")
    mime = base64.b64decode(call.body)
    message = BytesParser(policy=policy.default).parsebytes(mime)
    senders = [address.addr_spec.lower() for address in getattr(message["From"], "addresses", ())]
    if senders != [call.person.mail.lower()]:
        raise Refusal(403, "ErrorSendAsDenied", "The From header is not this mailbox.")
    if not any(getattr(message[name], "addresses", ()) for name in ("To", "Cc", "Bcc")):
        raise Refusal(400, "ErrorInvalidRecipients", "At least one recipient is needed.")
    with call.world.store.transaction() as db:
        db.execute(
            "INSERT INTO mails (mailbox, mime, accepted_at) VALUES (?, ?, ?)",
            (call.person.mail, mime, time.time()),
        )
    return Answer(202)
