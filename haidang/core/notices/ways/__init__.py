"""How messages leave the house: by SMTP, an HTTP gateway, a GSM modem, the push services of browsers.

A way is a module with `send(line, letter) -> receipt` ("" where none is given) and, where the other side says what became of
a message, `ask(line, receipts) -> {receipt: Outcome}`. `Undeliverable` is for good; whatever else is raised is tried again.
"""
