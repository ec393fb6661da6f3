"""Codes: countries, languages, currencies, time zones and mail addresses, as a file names them."""

import re
from zoneinfo import available_timezones

from domain.errors import Invalid
from domain.imports.faults import Unreadable, shown
from domain.money import exponent
from domain.periods import check_zone

_COUNTRIES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR "
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ "
    "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW "
    "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV "
    "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY "
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG "
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA "
    "ZM ZW"
)
COUNTRIES = frozenset(_COUNTRIES.split())
"""ISO 3166-1, and XK as payment networks use it for Kosovo."""

_LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da "
    "de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy "
    "hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg "
    "li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or "
    "os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta "
    "te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
LANGUAGES = frozenset(_LANGUAGES.split())
"""ISO 639-1."""

WITH_REGION = frozenset({"pt-BR", "zh-CN"})
"""Languages that are offered as one country writes them; of every other the region is dropped."""

_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_]([A-Za-z]{2}))?")
_ADDRESS = re.compile(
    r"(?=.{3,254}$)(?=[^@]{1,64}@)"
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?\.)+[^\W\d_](?:(?:[^\W_]|-){0,61}[^\W_])"
)


def currency(text: str) -> str:
    """The ISO 4217 code of a currency in use."""
    try:
        exponent(text.upper())
    except Invalid:
        message = f"{shown(text)} is not the code of a currency in use."
        raise Unreadable(message, "Write three letters of ISO 4217, like EUR.") from None
    return text.upper()


def country(text: str) -> str:
    """The two letters of a country."""
    if text.upper() not in COUNTRIES:
        message = f"{shown(text)} is not the code of a country."
        raise Unreadable(message, "Write two letters of ISO 3166, like AT.")
    return text.upper()


def language(text: str) -> str:
    """The code of a language, as this product names it. `de_AT` is `de`."""
    found = _LANGUAGE.fullmatch(text)
    if not found or found[1].lower() not in LANGUAGES:
        message = f"{shown(text)} is not the code of a language."
        raise Unreadable(message, "Write two letters of ISO 639, like de, or pt-BR.")
    full = f"{found[1].lower()}-{(found[2] or '').upper()}"
    return full if full in WITH_REGION else found[1].lower()


def zone(text: str) -> str:
    """A name of the time zone database."""
    try:
        check_zone(text)
    except Invalid:
        raise Unreadable(f"{shown(text)} is not a time zone.", _zone_meant(text)) from None
    return text


def _zone_meant(text: str) -> str:
    word = text.replace(" ", "_").lower()
    near = [name for name in available_timezones() if word in (name.lower(), _city(name))]
    return f"Did you mean {min(near)}?" if near else "Use a name like Europe/Vienna."


def _city(name: str) -> str:
    return name.rpartition("/")[2].lower()


def email(text: str) -> str:
    """An address to which a mail can be sent over the internet."""
    if not _ADDRESS.fullmatch(text):
        message = f"{shown(text)} is not an e-mail address."
        raise Unreadable(message, "Write one address, like ada@example.com.")
    return text
