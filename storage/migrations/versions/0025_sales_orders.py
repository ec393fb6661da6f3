"""Sales orders, the shipments that fulfil them, and the invoices of what was fulfilled"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.migrations.checks import allow_values, forbid_values, one_of

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ORDERS = ("draft", "confirmed", "partly_fulfilled", "fulfilled", "void")
SHIPMENTS = ("packed", "shipped", "delivered", "returned")
BEHAVIOURS = ("inclusive", "exclusive")
CATEGORIES = ("standard", "reduced", "zero", "exempt", "reverse_charge")
DOCUMENTS = ("documents", "document_files")
MOMENT = sa.DateTime(timezone=True)

LINES_STAY = """
CREATE FUNCTION refuse_change_of_ordered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE given timestamptz;
BEGIN
    SELECT confirmed_at INTO given FROM sales_orders
        WHERE number = CASE TG_OP WHEN 'INSERT' THEN NEW.sales_order ELSE OLD.sales_order END;
    IF given IS NOT NULL AND (TG_OP <> 'UPDATE' OR (
            NEW.id, NEW.sales_order, NEW.position, NEW.description, NEW.quantity,
            NEW.unit_minor_units, NEW.discount_minor_units, NEW.tax_rate, NEW.gross_minor_units)
        IS DISTINCT FROM (
            OLD.id, OLD.sales_order, OLD.position, OLD.description, OLD.quantity,
            OLD.unit_minor_units, OLD.discount_minor_units, OLD.tax_rate, OLD.gross_minor_units))
    THEN
        RAISE EXCEPTION 'the order was confirmed: its lines stay'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
"""


def upgrade() -> None:
    for table in DOCUMENTS:
        allow_values(table, "kind", "document_kind", ("sales_order",))
    for name in ("sales_order_numbers", "shipment_numbers"):
        op.execute(sa.schema.CreateSequence(sa.Sequence(name)))
    _orders()
    _lines()
    _shipments()
    _invoices()
    op.execute(LINES_STAY)
    op.execute(
        "CREATE TRIGGER lines_stay BEFORE INSERT OR UPDATE OR DELETE ON sales_order_lines"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_ordered()"
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON shipment_events"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def _orders() -> None:
    op.create_table(
        "sales_orders",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("status", one_of("sales_order_status", ORDERS), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text()),
        sa.Column("purchase_order", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("project", sa.Text()),
        sa.Column("billing_address", postgresql.JSONB(), nullable=False),
        sa.Column("shipping_address", postgresql.JSONB(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("voided_at", MOMENT),
        sa.Column("subtotal_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("total_minor_units", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "total_minor_units = subtotal_minor_units + tax_minor_units", name="total_adds_up"
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'void') OR confirmed_at IS NOT NULL", name="confirmed_sometime"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_sales_orders"),
        sa.UniqueConstraint("quote", name="uq_sales_orders_quote"),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.number"], name="fk_sales_orders_customer_customers"
        ),
        sa.ForeignKeyConstraint(["quote"], ["quotes.number"], name="fk_sales_orders_quote_quotes"),
    )
    op.create_index("ix_sales_orders_customer", "sales_orders", ["customer", "number"])
    op.create_index("ix_sales_orders_status", "sales_orders", ["status", "number"])


def _lines() -> None:
    op.create_table(
        "sales_order_lines",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("sales_order", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("fulfilled", sa.BigInteger(), nullable=False),
        sa.Column("unit_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.Text()),
        sa.Column("tax_name", sa.Text()),
        sa.Column("tax_numerator", sa.BigInteger()),
        sa.Column("tax_denominator", sa.BigInteger()),
        sa.Column("tax_behaviour", one_of("tax_behaviour", BEHAVIOURS)),
        sa.Column("tax_category", one_of("tax_category", CATEGORIES)),
        sa.Column("tax_note", sa.Text(), nullable=False),
        sa.Column("net_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor_units", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("fulfilled BETWEEN 0 AND quantity", name="fulfilled_within_ordered"),
        sa.CheckConstraint(
            "gross_minor_units = net_minor_units + tax_minor_units", name="gross_adds_up"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sales_order_lines"),
        sa.UniqueConstraint("sales_order", "position", name="uq_sales_order_lines_sales_order_position"),
        sa.ForeignKeyConstraint(
            ["sales_order"],
            ["sales_orders.number"],
            name="fk_sales_order_lines_sales_order_sales_orders",
        ),
        sa.ForeignKeyConstraint(
            ["tax_rate"], ["tax_rates.code"], name="fk_sales_order_lines_tax_rate_tax_rates"
        ),
    )


def _shipments() -> None:
    op.create_table(
        "shipments",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("sales_order", sa.Text(), nullable=False),
        sa.Column("status", one_of("shipment_status", SHIPMENTS), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("tracking_number", sa.Text(), nullable=False),
        sa.Column("tracking_url", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_shipments"),
        sa.ForeignKeyConstraint(
            ["sales_order"], ["sales_orders.number"], name="fk_shipments_sales_order_sales_orders"
        ),
    )
    op.create_index("ix_shipments_sales_order", "shipments", ["sales_order", "number"])
    op.create_table(
        "shipment_lines",
        sa.Column("shipment", sa.Text(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name="something"),
        sa.PrimaryKeyConstraint("shipment", "line", name="pk_shipment_lines"),
        sa.ForeignKeyConstraint(
            ["shipment"], ["shipments.number"], name="fk_shipment_lines_shipment_shipments"
        ),
        sa.ForeignKeyConstraint(
            ["line"], ["sales_order_lines.id"], name="fk_shipment_lines_line_sales_order_lines"
        ),
    )
    op.create_table(
        "shipment_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("shipment", sa.Text(), nullable=False),
        sa.Column("status", one_of("shipment_status", SHIPMENTS), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shipment_events"),
        sa.ForeignKeyConstraint(
            ["shipment"], ["shipments.number"], name="fk_shipment_events_shipment_shipments"
        ),
    )
    op.create_index("ix_shipment_events_shipment", "shipment_events", ["shipment", "id"])


def _invoices() -> None:
    op.create_table(
        "sales_order_invoices",
        sa.Column("invoice", sa.Uuid(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor_units", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name="something"),
        sa.PrimaryKeyConstraint("invoice", "line", name="pk_sales_order_invoices"),
        sa.ForeignKeyConstraint(
            ["invoice"], ["invoices.id"], name="fk_sales_order_invoices_invoice_invoices"
        ),
        sa.ForeignKeyConstraint(
            ["line"],
            ["sales_order_lines.id"],
            name="fk_sales_order_invoices_line_sales_order_lines",
        ),
    )
    op.create_index("ix_sales_order_invoices_line", "sales_order_invoices", ["line"])


def downgrade() -> None:
    op.drop_table("sales_order_invoices")
    op.drop_table("shipment_events")
    op.drop_table("shipment_lines")
    op.drop_table("shipments")
    op.drop_table("sales_order_lines")
    op.drop_table("sales_orders")
    op.execute("DROP FUNCTION refuse_change_of_ordered()")
    for name in ("sales_order_numbers", "shipment_numbers"):
        op.execute(sa.schema.DropSequence(sa.Sequence(name)))
    for table in reversed(DOCUMENTS):
        op.execute(f"DELETE FROM {table} WHERE kind = 'sales_order'")  # noqa: S608 - names are ours
        forbid_values(table, "kind", "document_kind", ("sales_order",))
