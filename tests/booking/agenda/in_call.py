"""What is done and read on the page during the call."""

from booking.models import NOTE_BLOCKS

BLOCK = "what_happened"
JSON = {"Accept": "application/json"}


def by_script(browser, page_url, note_url, text, version):
    """As the page's script saves what is typed."""
    token = browser.get(page_url).forms[0].fields["csrf_token"].sent[0]
    answer = browser.client.post(note_url, data={"csrf_token": token, "text": text, "version": version}, headers=JSON)
    return answer.status_code, answer.get_json()


def end(browser, page_url, outcome, **fields):
    browser.get(page_url)
    return browser.submit(button="Acaba", outcome=outcome, **fields)


def boxes(page):
    """What stands in them, and what each says about being saved."""
    fields = page.form(button="Desa què ha passat").fields
    return [fields[f"{block}_text"].sent[0] for block in NOTE_BLOCKS], page.texts(".note-block .saved")
