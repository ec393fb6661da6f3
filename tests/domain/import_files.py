"""A valid set of files to import; a test states only the file it is about."""

from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction

from domain.imports.bundles import Checked, check_files
from domain.imports.faults import Fault
from domain.imports.known import (
    CustomerFacts,
    Known,
    MethodKey,
    PlanPrice,
    PlanTerms,
    PriceKey,
    Standards,
    SubscriptionFacts,
)
from domain.money import Money
from domain.periods import Interval, IntervalUnit
from domain.taxes import TaxBehaviour, TaxRate

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)

ORGANISATION = """name,country,language,time_zone,currency,email
Northwind Studio,AT,de,Europe/Vienna,EUR,office@northwind.example
"""
TAX_RATES = """code,name,percent,behaviour
vat20,VAT 20 %,20,exclusive
"""
PLANS = """code,name,interval_unit,interval_count,trial_days,billing_cycles,tax_rate,currency,price
basic,Basic,month,1,14,,vat20,EUR,31.00
basic,Basic,month,1,14,,vat20,JPY,4000
course,Course,week,1,0,8,,EUR,59.00
"""
ADDONS = """code,name,kind,pricing,currency,price
storage,More storage,recurring,per_unit,EUR,5.00
storage,More storage,recurring,per_unit,JPY,700
training,Training,one_time,flat,EUR,480.00
"""
COUPONS = """code,name,percent,amount,currency,duration,months,last_day,redemption_limit
SPRING20,Spring,20,,,months,3,2026-12-31,50
TEN,Ten off,,10.00,EUR,once,,,
"""
CUSTOMERS = """reference,name,currency,time_zone,country,billing_city
C-1,Acme,EUR,,AT,Wien
C-2,みなと,JPY,Asia/Tokyo,JP,横浜市
"""
CONTACTS = """customer,name,email,is_primary
C-1,Ada Example,ada@acme.example,yes
C-1,Bob Example,bob@acme.example,
C-2,Emi Example,emi@minato.example,
"""
PAYMENT_METHODS = """customer,token,kind,brand,last4,expires
C-1,pm_1,card,Visa,4242,2029-05
C-2,pm_2,bank_account,SEPA,3000,
"""
BASIC = PlanTerms("basic", "Basic", "", Interval(IntervalUnit.MONTH, 1), 14, None, "vat20")
KNOWN = Known(
    standards=Standards("EUR", "de", "Europe/Vienna", "AT", 6),
    tax_rates={"vat20": TaxRate("vat20", "VAT 20 %", Fraction(1, 5), TaxBehaviour.EXCLUSIVE)},
    plans={"basic": BASIC},
    prices={PriceKey("basic", "EUR"): PlanPrice(Money(3100, "EUR"), Money(0, "EUR"))},
    customers={"C-1": CustomerFacts("EUR", "Europe/Vienna", has_primary=True)},
    methods={MethodKey("C-1", "pm_1"): True, MethodKey("C-1", "pm_gone"): False},
    subscriptions={"S-1": SubscriptionFacts("C-1", "EUR")},
    invoices=frozenset({"I-1"}),
)
NOTHING: dict[str, None] = dict.fromkeys(
    (
        "organisation",
        "tax_rates",
        "plans",
        "addons",
        "coupons",
        "customers",
        "contacts",
        "payment_methods",
        "subscriptions",
        "invoices",
    )
)

SUBSCRIPTION_COLUMNS = (
    "reference,customer,plan,quantity,status,started_on,trial_ends_on,billing_anchor,"
    "current_term_start,next_billing_date,cycles_billed,auto_charge,payment_method,"
    "cancel_at_term_end,ended_on"
)
INVOICE_COLUMNS = (
    "reference,customer,subscription,issued_on,due_on,amount,tax_amount,currency,first_failed_on"
)


def subscriptions(*rows: Mapping[str, str]) -> str:
    """Live and monthly from 2026-01-31 unless a row says otherwise."""
    usual = {
        "customer": "C-1",
        "plan": "basic",
        "status": "live",
        "started_on": "2026-01-31",
        "next_billing_date": "2026-11-30",
    }
    columns = SUBSCRIPTION_COLUMNS.split(",")
    written = [
        ",".join({"reference": f"S-{number}", **usual, **row}.get(name, "") for name in columns)
        for number, row in enumerate(rows, start=1)
    ]
    return "\n".join([SUBSCRIPTION_COLUMNS, *written, ""])


def invoices(*rows: Mapping[str, str]) -> str:
    """For 37.20 EUR of C-1, due on 2026-10-31, unless a row says otherwise."""
    usual = {"customer": "C-1", "due_on": "2026-10-31", "amount": "37.20"}
    columns = INVOICE_COLUMNS.split(",")
    written = [
        ",".join({"reference": f"I-{number}", **usual, **row}.get(name, "") for name in columns)
        for number, row in enumerate(rows, start=1)
    ]
    return "\n".join([INVOICE_COLUMNS, *written, ""])


def files(**changed: str | bytes | None) -> dict[str, bytes]:
    """Every file, with some of them others; None leaves one out."""
    texts: dict[str, str | bytes | None] = {
        "organisation": ORGANISATION,
        "tax_rates": TAX_RATES,
        "plans": PLANS,
        "addons": ADDONS,
        "coupons": COUPONS,
        "customers": CUSTOMERS,
        "contacts": CONTACTS,
        "payment_methods": PAYMENT_METHODS,
        "subscriptions": subscriptions({}),
        "invoices": invoices({"subscription": "S-1"}),
        **changed,
    }
    return {
        f"{name}.csv": text.encode() if isinstance(text, str) else text
        for name, text in texts.items()
        if text is not None
    }


def checked(known: Known | None = None, **changed: str | bytes | None) -> Checked:
    return check_files(files(**changed), known or Known(), AT)


def only_fault(known: Known | None = None, **changed: str | bytes | None) -> Fault:
    """The one fault of these files."""
    found = checked(known, **changed).faults
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def place(fault: Fault) -> tuple[str, int, str]:
    return fault.file, fault.line, fault.column
