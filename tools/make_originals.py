"""Draws the sample originals that the scanner scans: `python tools/make_originals.py` writes assets/originals."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

from paper import BRICK, GREY, INK, PALE, PINE, SEA, SUN, Paper

TARGET = Path(__file__).resolve().parents[1] / "assets" / "originals"


def letter() -> Paper:
    """A report of three pages to the members: text, a chart and a table, decisions and a signature."""
    paper = Paper("Kvartalsbrev till medlemmarna")

    def sheet(number: int) -> None:
        paper.add_page()
        paper.mark(22, 14, 17)
        paper.write_at(43, 16.5, "Björkhamns Energi", 15, SEA, bold=True)
        paper.write_at(43, 24, "ekonomisk förening", 9, GREY)
        paper.write_at(120, 17.5, f"Kvartalsbrev nr 3/2026\nSida {number} av 3", 9, GREY, align="R")
        paper.block(22, 35, 166, 0.6, SEA)
        paper.block(22, 280, 166, 0.3, GREY)
        paper.write_at(
            22,
            282,
            "Bryggvägen 4, 299 99 Björkhamn  ·  Växel 0999-12 34 00  ·  info@bjorkhamn.example",
            8,
            GREY,
            align="C",
        )

    sheet(1)
    paper.write_at(22, 46, "Till medlemmarna", 10, GREY)
    paper.write_at(22, 53, "Björkhamn den 2 november 2026", 10, GREY)
    y = paper.write_at(22, 68, "En mild höst och en ny panna", 19, INK, bold=True)
    for text in (
        "Bästa medlem!",
        "Det tredje kvartalet blev lugnare än vi vågade hoppas. Hösten var mild, nätet höll och den nya pannan i Norra "
        "hamnen togs i drift elva dagar före tidplan. I det här brevet berättar vi hur det har gått, vad det betyder "
        "för din avgift och vad stämman behöver ta ställning till i december.",
        "Elförbrukningen sjönk med fyra procent jämfört med samma kvartal i fjol. Det beror till största delen på "
        "vädret, men också på att allt fler av er har bytt till värmepump och flyttat laddningen av bilen till natten. "
        "Fjärrvärmen ökade däremot något, eftersom 84 nya hushåll på Åsen har anslutits.",
        "Vi hade sju avbrott, varav ett längre än en timme. Den 19 augusti föll en gran över ledningen vid Ö. Hästnäs, "
        "och 212 hushåll var utan ström i två timmar och tio minuter. Ersättning har betalats ut automatiskt; du "
        "behöver inte göra något.",
        "Pannan kostade 41,6 miljoner kronor, vilket är 1,2 miljoner under budget. Den eldas med flis från skogar inom "
        "sex mils avstånd och ersätter den sista oljan i produktionen. Skorstenen är lika hög som den gamla, men röken "
        "är i det närmaste osynlig.",
        "På nästa sida finns siffrorna i korthet. Den som vill läsa mer hittar hela kvartalsrapporten på vår webbplats "
        "eller kan hämta ett tryckt exemplar i receptionen.",
    ):
        y = paper.write_at(22, y + 4.5, text, 11, leading=1.5)

    sheet(2)
    y = paper.write_at(22, 46, "Siffrorna i korthet", 19, INK, bold=True)
    paper.write_at(22, y + 2, "Levererad energi per kvartal, gigawattimmar", 11, GREY)
    _chart(paper, 22, 72, 166, 88)
    rows = (
        ("", "Kv. 3 2026", "Kv. 3 2025", "Ändring"),
        ("Såld el, GWh", "18,4", "19,2", "−4 %"),
        ("Såld fjärrvärme, GWh", "9,7", "9,3", "+4 %"),
        ("Intäkter, mnkr", "31,2", "30,8", "+1 %"),
        ("Avbrott, antal", "7", "12", "−42 %"),
        ("Avbrottstid per kund, minuter", "9", "23", "−61 %"),
        ("Nya anslutningar", "84", "31", "+171 %"),
    )
    for index, row in enumerate(rows):
        top = 176 + index * 10
        paper.block(22, top, 166, 10, SEA if index == 0 else PALE if index % 2 else (255, 255, 255))
        for column, (text, x, width) in enumerate(zip(row, (26, 92, 124, 156), (66, 30, 30, 28), strict=True)):
            colour = (255, 255, 255) if index == 0 else PINE if column == 3 else INK
            paper.write_at(
                x,
                top + 2.6,
                text,
                10,
                colour,
                bold=index == 0 or column == 3,
                align="R" if column else "L",
                width=width,
            )
    paper.write_at(22, 252, "Siffrorna är preliminära och granskas av föreningens revisorer i januari.", 9, GREY)

    sheet(3)
    y = paper.write_at(22, 46, "Inför stämman den 9 december", 19, INK, bold=True)
    y = paper.write_at(
        22,
        y + 4.5,
        "Styrelsen lägger fram tre förslag. Handlingarna skickas ut senast den 18 november.",
        11,
        leading=1.5,
    )
    for number, (head, text) in enumerate(
        (
            (
                "Oförändrad avgift 2027",
                "Nätavgiften föreslås ligga kvar på årets nivå. Den nya pannan sänker kostnaden för bränsle med "
                "ungefär två miljoner kronor om året, och det räcker för att möta de högre räntorna.",
            ),
            (
                "Jordkabel till Ö. Hästnäs",
                "De sista elva kilometerna luftledning genom skog grävs ned under 2027 och 2028. Arbetet kostar 14 "
                "miljoner kronor och betalas ur reparationsfonden.",
            ),
            (
                "Laddplatser vid bryggan",
                "Tolv laddplatser för båtar och åtta för bilar byggs tillsammans med hamnföreningen. Medlemmar laddar "
                "till självkostnadspris.",
            ),
        ),
        1,
    ):
        paper.glow(28, y + 14, 6, "#f6bd58", "#f0a830")
        paper.write_at(22, y + 10.8, str(number), 15, (255, 255, 255), bold=True, align="C", width=12)
        paper.write_at(40, y + 8, head, 12.5, SEA, bold=True)
        y = paper.write_at(40, y + 15, text, 11, leading=1.5, width=148)
    y = paper.write_at(
        22,
        y + 9,
        "Stämman hålls i Folkets hus klockan 18.30. Kaffe och smörgås serveras från klockan 18. Anmäl dig gärna senast "
        "den 4 december, så att bröden räcker. Den som inte kan komma får rösta genom ombud.",
        11,
        leading=1.5,
    )
    y = paper.write_at(22, y + 8, "Med vänlig hälsning", 11)
    paper.set_draw_color(28, 48, 120)
    paper.set_line_width(0.5)
    stroke = [
        (28 + t * 0.5 + 2.2 * math.sin(t * 0.8), y + 15 - (7 if t < 9 else 2.6) * math.sin(t * 0.8 + 1.2) - t * 0.04)
        for t in (i / 8 for i in range(520))
    ]
    paper.polyline(stroke)
    paper.write_at(22, y + 24, "Åsa Öhrnström\nordförande", 11)
    return paper


def _chart(paper: Paper, x: float, y: float, w: float, h: float) -> None:
    """Bars of eight quarters in two colours, with grid and key."""
    bars = (
        ("Kv. 4 24", 24.1, 14.8),
        ("Kv. 1 25", 25.6, 15.9),
        ("Kv. 2 25", 18.1, 8.8),
        ("Kv. 3 25", 19.2, 9.3),
        ("Kv. 4 25", 24.4, 15.1),
        ("Kv. 1 26", 25.0, 16.2),
        ("Kv. 2 26", 17.3, 9.1),
        ("Kv. 3 26", 18.4, 9.7),
    )
    paper.set_draw_color(210, 215, 222)
    paper.set_line_width(0.2)
    for mark in range(0, 31, 5):
        level = y + h - 12 - (h - 22) * mark / 30
        paper.line(x + 10, level, x + w, level)
        paper.write_at(x, level - 2, str(mark), 8, GREY, align="R", width=8)
    step = (w - 12) / len(bars)
    for index, (name, power, heat) in enumerate(bars):
        left = x + 12 + index * step
        for offset, value, top, foot in ((1.5, power, "#3fa3d0", "#105c8a"), (9, heat, "#f5bf5e", "#d98a1c")):
            height = (h - 22) * value / 30
            paper.fade(left + offset, y + h - 12 - height, 7, height, top, foot)
        paper.write_at(left, y + h - 10, name, 8, GREY, align="C", width=step)
    for offset, colour, key in ((60, SEA, "El"), (90, SUN, "Fjärrvärme")):
        paper.block(x + offset, y + h - 2, 4, 4, colour)
        paper.write_at(x + offset + 5, y + h - 2, key, 9, INK, width=40)


def invoice() -> Paper:
    """An invoice of one page with a payment slip."""
    paper = Paper("Faktura 20261187")
    paper.add_page()
    paper.block(0, 0, 210, 6, BRICK)
    paper.write_at(22, 18, "Lindqvist & Åkerblom", 17, BRICK, bold=True)
    paper.write_at(22, 26, "Kontorsmöbler AB", 11, GREY)
    paper.write_at(118, 17, "FAKTURA", 22, INK, bold=True, align="R")
    facts = (
        ("Fakturanummer", "20261187"),
        ("Fakturadatum", "2026-11-02"),
        ("Förfallodatum", "2026-12-02"),
        ("Kundnummer", "4417"),
        ("Er referens", "Anna Bergström"),
        ("Vår referens", "Jörgen Åkerblom"),
    )
    for index, (label, value) in enumerate(facts):
        paper.write_at(118, 38 + index * 6, label, 9.5, GREY, width=34)
        paper.write_at(152, 38 + index * 6, value, 9.5, INK, bold=True, align="R", width=36)
    paper.write_at(22, 46, "Övning AB\nEkonomiavdelningen\nStorgatan 12\n299 98 Övningsby", 11, leading=1.5)
    rows = (
        ("Höj- och sänkbart skrivbord Ekö, 160 × 80 cm, björk", "4", "5 490,00", "21 960,00"),
        ("Kontorsstol Vindö med svankstöd, grå ull", "4", "3 250,00", "13 000,00"),
        ("Hurts Ljusterö, tre lådor, låsbar", "4", "1 380,00", "5 520,00"),
        ("Skärmvägg Sandhamn, ljuddämpande, 140 cm", "2", "1 895,00", "3 790,00"),
        ("Kabelränna med eluttag och usb", "4", "349,00", "1 396,00"),
        ("Frakt, inbärning och montering", "1", "2 400,00", "2 400,00"),
    )
    paper.block(22, 86, 166, 9, INK)
    columns = ((25, 92, "L"), (117, 14, "R"), (132, 26, "R"), (158, 27, "R"))
    for (x, width, align), text in zip(columns, ("Benämning", "Antal", "À-pris", "Belopp"), strict=True):
        paper.write_at(x, 88.2, text, 9.5, (255, 255, 255), bold=True, align=align, width=width)
    for index, row in enumerate(rows):
        top = 95 + index * 10
        if index % 2:
            paper.block(22, top, 166, 10, PALE)
        for (x, width, align), text in zip(columns, row, strict=True):
            paper.write_at(x, top + 2.7, text, 9.5, align=align, width=width)
    paper.block(22, 157, 166, 0.4, INK)
    for index, (label, value) in enumerate(
        (("Netto", "48 066,00"), ("Moms 25 %", "12 016,50"), ("Öresavrundning", "0,50"))
    ):
        paper.write_at(118, 160 + index * 6.4, label, 10, GREY, width=40)
        paper.write_at(148, 160 + index * 6.4, value, 10, align="R", width=37)
    paper.block(116, 181, 72, 12, BRICK)
    paper.write_at(119, 184, "Att betala SEK", 12, (255, 255, 255), bold=True, width=40)
    paper.write_at(148, 184, "60 083,00", 12, (255, 255, 255), bold=True, align="R", width=37)
    paper.write_at(
        22,
        162,
        "Betalningsvillkor 30 dagar netto. Vid försenad betalning debiteras dröjsmålsränta med referensräntan plus "
        "åtta procentenheter. Varorna förblir vår egendom till dess full betalning har skett. Godkänd för F-skatt.",
        8.5,
        GREY,
        width=86,
    )
    paper.set_draw_color(*GREY)
    paper.set_dash_pattern(1.6, 1.6)
    paper.line(0, 212, 210, 212)
    paper.set_dash_pattern()
    paper.fade(22, 218, 166, 58, "#fdf1ec", "#f8ded4")
    paper.write_at(28, 223, "INBETALNING", 13, BRICK, bold=True)
    slip = (
        ("Till bankgiro", "999-0000"),
        ("Betalningsmottagare", "Lindqvist & Åkerblom Kontorsmöbler AB"),
        ("OCR-nummer", "2026 1187 4417 3"),
        ("Belopp", "60 083 kr 00 öre"),
    )
    for index, (label, value) in enumerate(slip):
        paper.write_at(28 + (index % 2) * 62, 234 + (index // 2) * 16, label, 8, GREY, width=90)
        paper.write_at(28 + (index % 2) * 62, 238.5 + (index // 2) * 16, value, 11, INK, bold=True, width=95)
    paper.write_at(28, 267, "#            2026118744173 #        60083 00   3 >            9990000#41#", 10, INK)
    paper.write_at(22, 283, "Påhittat företag, påhittad faktura: ett provoriginal att skanna.", 8, GREY, align="C")
    return paper


def brochure() -> Paper:
    """A brochure of two pages, the two sides of one sheet, full of colour."""
    paper = Paper("Skärgårdsleden")
    paper.add_page()
    paper.landscape(0, 0, 210, 200, 0.8)
    paper.write_at(20, 24, "Skärgårdsleden", 40, (255, 255, 255), bold=True)
    paper.write_at(20, 43, "Elva öar, sex dagar, en båt", 17, (255, 240, 214))
    paper.fade(0, 199, 210, 98, "#0c2340", "#123a5c")
    paper.write_at(20, 212, "Följ farleden där fyrvaktarna rodde hem", 17, SUN, bold=True)
    paper.write_at(
        20,
        224,
        "Ta färjan ut till Yttre Båkskär och vandra, paddla eller segla tillbaka i din egen takt. Leden är märkt med "
        "vita kumlor och går över klippor, genom tallskog och längs stränder som ingen bilväg når. På varje ö "
        "finns ett vandrarhem, en bastu och någon som lagar middag på det som båten landade i morse.",
        11.5,
        (226, 236, 246),
        width=112,
        leading=1.55,
    )
    paper.glow(166, 248, 27, "#f9c25e", "#e8912a")
    paper.write_at(141, 234, "från", 11, (92, 44, 8), align="C", width=50)
    paper.write_at(141, 240, "2 950:-", 22, (60, 26, 4), bold=True, align="C", width=50)
    paper.write_at(141, 252, "per person\nmed frukost", 10, (92, 44, 8), align="C", width=50)

    paper.add_page()
    paper.fade(0, 0, 210, 297, "#fbf4e6", "#e6f0f4")
    paper.write_at(20, 18, "Dag för dag", 24, SEA, bold=True)
    days = (
        ("Dag 1", "Björkhamn till Yttre Båkskär", "Färja 2 timmar. Fyren är öppen till klockan 20."),
        ("Dag 2", "Båkskär till Långörarna", "14 km i kajak. Sälar på de västra kobbarna."),
        ("Dag 3", "Långörarna till Ängsö", "9 km vandring. Rökt sik i sjöboden."),
        ("Dag 4", "Ängsö till Hästholmen", "Segling med skutan Örnen, 5 timmar."),
        ("Dag 5", "Vilodag på Hästholmen", "Bastu, bokhandel och dans på bryggan."),
        ("Dag 6", "Hästholmen till Björkhamn", "12 km vandring. Båtbuss tillbaka kl. 17."),
    )
    for index, (day, stretch, text) in enumerate(days):
        x, y = 20 + (index % 2) * 88, 38 + (index // 2) * 76
        paper.landscape(x, y, 82, 44, 1.3 + index * 0.77)
        paper.block(x, y + 44, 82, 26, (255, 255, 255))
        paper.block(x, y + 44, 2, 26, (SEA, PINE, SUN, BRICK, PINE, SEA)[index])
        paper.write_at(x + 6, y + 46.5, f"{day}: {stretch}", 10, INK, bold=True, width=74)
        paper.write_at(x + 6, y + 56, text, 9.5, GREY, width=72)
    paper.block(20, 268, 170, 17, SEA)
    paper.write_at(26, 271, "Boka på skargardsleden.example eller ring 0999-55 12 00", 13, (255, 255, 255), bold=True)
    paper.write_at(26, 278, "Påhittad resa. Båten är lika overklig som skrivaren.", 9, (200, 222, 236))
    return paper


def handbook() -> Paper:
    """A handbook of twelve pages with much text and a picture on each: a stack that takes its time."""
    paper = Paper("Handbok för nya medarbetare")
    paper.add_page()
    paper.landscape(0, 0, 210, 297, 2.6)
    paper.mark(20, 20, 26)
    paper.write_at(20, 52, "Handbok för\nnya medarbetare", 34, (255, 255, 255), bold=True, leading=1.2)
    paper.write_at(20, 86, "Björkhamns Energi ekonomisk förening  ·  Utgåva 2026", 12, (255, 240, 214))
    chapters = (Path(__file__).with_name("handbok.txt")).read_text("utf-8").split("# ")[1:]
    for number, chapter in enumerate(chapters, 1):
        head, *texts = chapter.strip().split("\n")
        paper.add_page()
        paper.landscape(0, 0, 210, 92, 0.4 + number * 1.13)
        paper.block(22, 82, 20, 20, SUN)
        paper.write_at(22, 86.5, str(number), 22, (255, 255, 255), bold=True, align="C", width=20)
        y = paper.write_at(46, 95.5, head, 20, INK, bold=True) + 3
        for text in texts:
            y = paper.write_at(22, y + 5, text, 12.5, leading=1.65)
        paper.block(22, y + 9, 166, 30, PALE)
        paper.block(22, y + 9, 1.5, 30, SEA)
        paper.write_at(28, y + 13, "Kom ihåg", 11, SEA, bold=True)
        paper.write_at(
            28,
            y + 20,
            "Skriv ned dina frågor under veckan och ta upp dem med din fadder på fredag. Det finns inga dumma frågor, "
            "bara sådana som ingen ställde i tid.",
            10,
            GREY,
            width=154,
        )
        paper.write_at(22, 283, f"Handbok för nya medarbetare  ·  {number + 1}", 9, GREY, align="C")
    return paper


ORIGINALS: tuple[tuple[str, Callable[[], Paper], bool], ...] = (
    ("letter", letter, False),
    ("invoice", invoice, False),
    ("brochure", brochure, True),
    ("thick", handbook, False),
)


def main() -> None:
    """Write the documents and the list of them."""
    TARGET.mkdir(parents=True, exist_ok=True)
    listed = []
    for name, draw, two_sided in ORIGINALS:
        paper = draw()
        paper.output(str(TARGET / f"{name}.pdf"))
        listed.append({"id": name, "file": f"{name}.pdf", "pages": paper.pages_count, "two_sided": two_sided})
    (TARGET / "originals.json").write_text(json.dumps(listed, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
