"""The agenda of a day."""


def test_today_shows_the_calls_in_order_and_the_next_one_on_top(desk):
    page = desk.clara.get("/agenda")

    assert page.h1 == "Avui, dimarts 24 de novembre"
    assert page.texts(".next-call .next-who") == ["Aina Roca · Gelida"]
    assert page.texts(".agenda .call-hour") == ["15:30", "16:30"]
    assert page.texts(".agenda .gap") == ["16:00 – 16:30 lliure", "17:00 – 17:30 lliure"]
