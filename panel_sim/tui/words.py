"""The terminal's own words: what its keys do. Everything that the device says comes resolved in the View."""

from __future__ import annotations

_WORDS = {
    "sv": {
        "select": "välj", "open": "öppna", "scroll": "rulla", "page": "bläddra", "type": "skriv", "erase": "radera",
        "copy-code": "kopiera kod", "qr": "QR-kod", "close-qr": "tillbaka till koden", "details": "detaljer",
        "locked": "låst", "bench": "bänk", "panel": "panel", "picture": "bild", "palette": "kommandon",
        "quit": "avsluta", "help": "hjälp",
        "home": "hem", "back": "tillbaka", "jobs": "jobb", "more": "till", "wake": "tryck för att väcka",
        "off": "avstängd", "power-on": "p slår på", "small": "Fönstret är för litet: {width} x {height}.",
        "need": "Panelen behöver minst {width} x {height}.",
        "copied": "Koden är kopierad.", "saved": "Bild sparad: {path}", "start": "starta", "chosen": "vald",
        "on": "på",
        "ask-quit": "Ett jobb pågår. Avsluta ändå?", "yes": "Ja, avsluta", "no": "Nej, fortsätt", "ms": "ms",
        "close": "stäng", "confirm": "ok", "cursor": "flytta", "qr-hidden": "q visar QR-koden", "empty": "Inget här.",
        "switch": "byt sida", "bench-title": "ÖVNINGSBÄNK", "state": "Tillstånd", "clock": "Övningsklocka",
        "mailbox": "Övningsbrevlåda",
        "faults": "Fel att öva på", "output": "Utmatning", "happened": "Händer", "addresses": "Adresser",
        "lesson": "Lektion", "no-mail": "Ingen post än.",
        "no-sheet": "Inget blad än.", "open-mail": "öppna senaste", "sheet": "senaste blad",
        "load-paper": "fyll på papper", "revoke": "återkalla inloggningar",
        "revoked": "Alla inloggningar för {address} är återkallade.", "revoked-nobody": "Ingen är inloggad.",
        "mail-to": "Till", "mail-from": "Från", "mail-subject": "Ämne", "mail-date": "Datum",
        "mail-attachment": "Bilaga",
        "page-device_login": "Skriv koden här", "page-mailbox": "Övningsbrevlådor", "page-webconfig": "Web Config",
        "page-of": "sida {page} av {pages} (nästa, föregående)",
        "unknown": "Det valet finns inte här.",
        "palette-search": "Sök kommando …", "theme": "tema",
        "about-panel-sim": "mörk ram", "about-panel-sim-light": "ljus ram", "about-panel-sim-night": "natt",
        "about-panel-sim-contrast": "hög kontrast", "about-panel-sim-16": "sexton färger",
        "see": "kontrollera", "undo-step": "ångra steg", "recording": "● Spelar in: {steps} steg",
        "recording-lost": "● Gå tillbaka till {screen}",
        "recorded-see": "Kontrolleras: {words}", "recorded-nothing": "Här finns inget att kontrollera.",
        "undone": "Borttaget: {words}", "undone-nothing": "Inget steg att ta bort.",
        "undone-back": "Inspelningen fortsätter när panelen är tillbaka på {screen}.",
        "steps": "steg", "next": "nästa sida", "previous": "föregående sida",
    },
    "en": {
        "select": "select", "open": "open", "scroll": "scroll", "page": "turn", "type": "type", "erase": "erase",
        "copy-code": "copy code", "qr": "QR code", "close-qr": "back to the code", "details": "details",
        "locked": "locked", "bench": "bench", "panel": "panel", "picture": "picture", "palette": "commands",
        "quit": "quit", "help": "help",
        "home": "home", "back": "back", "jobs": "jobs", "more": "more", "wake": "touch to wake",
        "off": "switched off", "power-on": "p switches on", "small": "The window is too small: {width} x {height}.",
        "need": "The panel needs at least {width} x {height}.",
        "copied": "The code is copied.", "saved": "Picture saved: {path}", "start": "start", "chosen": "chosen",
        "on": "on",
        "ask-quit": "A job is under way. Quit all the same?", "yes": "Yes, quit", "no": "No, go on", "ms": "ms",
        "close": "close", "confirm": "ok", "cursor": "move", "qr-hidden": "q shows the QR code",
        "empty": "Nothing here.",
        "switch": "other side", "bench-title": "PRACTICE BENCH", "state": "State", "clock": "Practice clock",
        "mailbox": "Practice mailbox",
        "faults": "Faults to practise", "output": "Output", "happened": "Happening", "addresses": "Addresses",
        "lesson": "Lesson", "no-mail": "No mail yet.",
        "no-sheet": "No sheet yet.", "open-mail": "open newest", "sheet": "last sheet",
        "load-paper": "load paper", "revoke": "revoke sign-ins",
        "revoked": "Every sign-in of {address} is revoked.", "revoked-nobody": "Nobody has signed in.",
        "mail-to": "To", "mail-from": "From", "mail-subject": "Subject", "mail-date": "Date",
        "mail-attachment": "Attachment",
        "page-device_login": "Type the code here", "page-mailbox": "Practice mailboxes", "page-webconfig": "Web Config",
        "page-of": "page {page} of {pages} (next, previous)",
        "unknown": "There is no such choice here.",
        "palette-search": "Search for a command …", "theme": "theme",
        "about-panel-sim": "dark frame", "about-panel-sim-light": "light frame", "about-panel-sim-night": "night",
        "about-panel-sim-contrast": "high contrast", "about-panel-sim-16": "sixteen colours",
        "see": "assert", "undo-step": "undo step", "recording": "● Recording: {steps} steps",
        "recording-lost": "● Go back to {screen}",
        "recorded-see": "Asserted: {words}", "recorded-nothing": "There is nothing to assert here.",
        "undone": "Taken back: {words}", "undone-nothing": "There is no step to take back.",
        "undone-back": "Recording goes on once the panel is back on {screen}.",
        "steps": "steps", "next": "next page", "previous": "previous page",
    },
}


def word(language: str, key: str) -> str:
    """The word `key` in `language`; English where the terminal does not speak it."""
    return _WORDS.get(language, _WORDS["en"])[key]


def knows(key: str) -> bool:
    """Whether there is a word for `key`."""
    return key in _WORDS["en"]
