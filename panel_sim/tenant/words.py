"""What the tenant's pages say, in Swedish and English."""

from __future__ import annotations

from typing import Literal

Language = Literal["sv", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "practice": ("Övningssida", "Practice page"),
    "practice-note": (
        "Ingenting här är på riktigt. Skriv aldrig in ett riktigt lösenord.",
        "Nothing here is real. Never enter a real password.",
    ),
    "other-language": ("English", "Svenska"),
    "index-title": ("Övningsorganisationen", "The practice organisation"),
    "index-lead": (
        "En katalog och en e-postserver att öva mot, på den här datorn.",
        "A directory and a mail server to practise with, on this computer.",
    ),
    "index-code": ("Ange kod", "Enter code"),
    "index-code-note": (
        "Skriv in koden som skrivaren visar och logga in.",
        "Type the code that the printer shows and sign in.",
    ),
    "index-mail": ("E-postlådor", "Mailboxes"),
    "index-mail-note": ("Se vad som har kommit fram.", "See what has arrived."),
    "index-users": ("Användare", "Users"),
    "index-users-note": (
        "Alla har lösenordet Ovning-123! tills det ändras.",
        "Everyone has the password Ovning-123! until it is changed.",
    ),
    "administrator": ("global administratör", "global administrator"),
    "personal": ("privat konto", "personal account"),
    "code-title": ("Ange kod", "Enter code"),
    "code-lead": (
        "Ange koden som visas på skrivaren. Skriv bara koder från en skrivare som du själv står vid.",
        "Enter the code shown on the printer. Only enter codes from a printer that you are standing at.",
    ),
    "code-label": ("Kod", "Code"),
    "next": ("Nästa", "Next"),
    "account-title": ("Logga in", "Sign in"),
    "account-lead": ("Kontots e-postadress.", "The account's e-mail address."),
    "account-label": ("E-postadress", "E-mail address"),
    "password-title": ("Ange lösenord", "Enter password"),
    "password-label": ("Lösenord", "Password"),
    "sign-in": ("Logga in", "Sign in"),
    "mfa-title": ("Ange engångskod", "Enter code"),
    "mfa-lead": (
        "Skriv koden som din autentiseringsapp visar just nu.",
        "Enter the code that your authenticator app shows now.",
    ),
    "mfa-label": ("Engångskod", "One-time code"),
    "mfa-where": ("Visa övningskoderna", "Show the practice codes"),
    "verify": ("Verifiera", "Verify"),
    "authenticator-title": ("Autentiseringsapp för övning", "Practice authenticator app"),
    "authenticator-lead": (
        "Sidan står för appen i vars och ens telefon. Koderna byts varje halvminut.",
        "This page stands for the app on everyone's telephone. The codes change every half minute.",
    ),
    "authenticator-left": (
        "Koderna gäller i {seconds} sekunder till.",
        "These codes are valid for another {seconds} seconds.",
    ),
    "confirm-title": ("Försöker du logga in på {app}?", "Are you trying to sign in to {app}?"),
    "confirm-lead": (
        "Fortsätt bara om du själv har startat inloggningen på skrivaren.",
        "Continue only if you started this sign-in at the printer yourself.",
    ),
    "continue": ("Fortsätt", "Continue"),
    "cancel": ("Avbryt", "Cancel"),
    "consent-title": ("Begärda behörigheter", "Permissions requested"),
    "consent-lead": ("{app} vill kunna:", "{app} would like to:"),
    "consent-smtp": ("Skicka e-post från din postlåda (SMTP AUTH)", "Send mail from your mailbox (SMTP AUTH)"),
    "consent-imap": ("Läsa och skriva i din postlåda (IMAP)", "Read and write mail in your mailbox (IMAP)"),
    "consent-pop": ("Läsa din postlåda (POP)", "Read your mailbox (POP)"),
    "consent-offline": (
        "Behålla åtkomsten till det som du har gett den åtkomst till",
        "Keep access to what you have given it access to",
    ),
    "consent-profile": ("Se din profil", "View your profile"),
    "consent-organisation": (
        "Samtycke å organisationens vägnar",
        "Consent on behalf of your organization",
    ),
    "consent-organisation-note": (
        "Godkänn åt organisation: ingen annan i organisationen behöver sedan godkänna.",
        "Then nobody else in the organization has to accept.",
    ),
    "accept": ("Godkänn", "Accept"),
    "done-title": ("Du är inloggad", "You are signed in"),
    "done-lead": (
        "Du har loggat in på {app} på skrivaren. Du kan stänga det här fönstret.",
        "You have signed in to {app} on the printer. You may now close this window.",
    ),
    "declined-title": ("Inloggningen avbröts", "The sign-in was cancelled"),
    "declined-lead": (
        "Skrivaren får veta att du sa nej. Du kan stänga det här fönstret.",
        "The printer is told that you declined. You may now close this window.",
    ),
    "blocked-title": ("Du har inte åtkomst till det här", "You do not have access to this"),
    "blocked-lead": (
        "Rätt lösenord, men organisationens villkorsstyrda åtkomst tillåter inte inloggning med kod.",
        "The password is right, but the organisation's Conditional Access does not allow sign-in with a code.",
    ),
    "expired-title": ("Koden har gått ut", "The code has expired"),
    "expired-lead": (
        "Be skrivaren om en ny kod och börja om.",
        "Ask the printer for a new code and start again.",
    ),
    "problem-title": ("Inloggningen kan inte slutföras", "The sign-in cannot be completed"),
    "without-consent": ("Avbryt utan godkännande", "Return without consent"),
    "again": ("Börja om", "Start again"),
    "mailboxes-title": ("E-postlådor", "Mailboxes"),
    "elsewhere": ("Övriga adresser", "Other addresses"),
    "mailbox-empty": ("Här finns ingen e-post ännu.", "There is no mail here yet."),
    "mails": ("{n} meddelanden", "{n} messages"),
    "mails-one": ("{n} meddelande", "{n} message"),
    "sessions-title": ("Vad som har sagts på ledningarna", "What was said on the wires"),
    "sessions-lead": (
        "C är klienten, S är servern. Koder, lösenord, tokens och meddelanden visas bara till sin längd.",
        "C is the client, S is the server. Of codes, passwords, tokens and messages only the length is shown.",
    ),
    "sessions-all": ("Allt", "All"),
    "sessions-smtp": ("E-post (SMTP)", "Mail (SMTP)"),
    "sessions-directory": ("Katalog", "Directory"),
    "sessions-pages": ("Inloggningssidor", "Sign-in pages"),
    "sessions-empty": ("Ingenting har sagts ännu.", "Nothing has been said yet."),
    "from": ("Från", "From"),
    "to": ("Till", "To"),
    "no-subject": ("(inget ämne)", "(no subject)"),
    "date": ("Datum", "Date"),
    "size": ("Storlek", "Size"),
    "attachments": ("Bilagor", "Attachments"),
    "source": ("Hela meddelandet (.eml)", "The whole message (.eml)"),
    "not-found-title": ("Sidan finns inte", "There is no such page"),
    "not-found-lead": ("Adressen leder ingenstans.", "The address leads nowhere."),
    "form-title": ("Formuläret gick inte att läsa", "The form could not be read"),
    "form-lead": (
        "Börja om från den första sidan. Webbläsaren måste tillåta kakor.",
        "Start again from the first page. The browser must allow cookies.",
    ),
}
"""Each text in Swedish and English. Labels are those of the guide and of the real pages in Swedish."""

PROBLEMS: dict[int, tuple[str, str]] = {
    50020: (
        "Kontot är av en annan sort än den som skrivaren bad om (arbetskonto eller privat).",
        "The account is of another kind than the printer asked for (work or personal).",
    ),
    50034: ("Det finns inget konto med den adressen.", "There is no account with that address."),
    50053: (
        "Kontot är låst efter för många felaktiga lösenord. Vänta en stund och försök igen.",
        "The account is locked after too many wrong passwords. Wait a while and try again.",
    ),
    50057: (
        "Kontot är spärrat. Be en administratör att låsa upp det.",
        "The account is disabled. Ask an administrator to enable it.",
    ),
    50076: (
        "Organisationen kräver multifaktorautentisering.",
        "The organisation requires multi-factor authentication.",
    ),
    500121: (
        "Engångskoden är fel eller har bytts ut. Skriv den som visas nu.",
        "The one-time code is wrong or has changed. Enter the one that is shown now.",
    ),
    50126: ("Lösenordet är fel.", "The password is wrong."),
    53003: (
        "Villkorsstyrd åtkomst blockerar inloggning med enhetskod. En administratör kan ändra principen.",
        "Conditional Access blocks sign-in with a device code. An administrator can change the policy.",
    ),
    70018: (
        "Koden stämmer inte. Kontrollera den på skrivaren och skriv den igen.",
        "That code did not work. Check it on the printer and enter it again.",
    ),
    70019: ("Koden har gått ut.", "The code has expired."),
    90094: (
        "Administratören måste godkänna först. Be en global administratör att logga in från skrivaren "
        "och välja ”Godkänn åt organisation”; logga sedan in igen.",
        "Approval by an administrator is needed first. Ask a global administrator to sign in from the printer and to "
        "consent on behalf of the organization; then sign in again.",
    ),
}
"""What a refusal means to the person at the page."""


def word(name: str, language: Language, **values: str) -> str:
    """One text in one language."""
    return WORDS[name][0 if language == "sv" else 1].format(**values)


def problem(code: int, language: Language) -> str:
    """A refusal's sentence for a person; one without words of its own says its number."""
    sentences = PROBLEMS.get(code)
    if sentences is None:
        return f"AADSTS{code}"
    return sentences[0 if language == "sv" else 1]


def preferred(accept_language: str) -> Language:
    """The language of a browser: Swedish, unless English stands before it."""
    for part in accept_language.lower().split(","):
        tag = part.partition(";")[0].strip()[:2]
        if tag == "en":
            return "en"
        if tag == "sv":
            return "sv"
    return "sv"
