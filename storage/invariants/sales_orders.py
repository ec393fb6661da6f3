"""What must be true of sales orders."""

from storage.invariants.form import Invariant

SALES_ORDERS = (
    Invariant(
        "sales_orders_are_fulfilled_by_shipments",
        "What of a line is fulfilled is what shipments hold of it that did not come back.",
        """
        SELECT l.sales_order || ' line ' || l.position FROM sales_order_lines l
            LEFT JOIN shipment_lines s ON s.line = l.id AND EXISTS (
                SELECT FROM shipments h WHERE h.number = s.shipment AND h.status <> 'returned')
            GROUP BY l.id HAVING coalesce(sum(s.quantity), 0) <> l.fulfilled
        """,
    ),
    Invariant(
        "sales_orders_are_invoiced_within_what_came",
        "Of no line more is invoiced than was fulfilled, but what came back and was credited.",
        """
        SELECT l.sales_order || ' line ' || l.position FROM sales_order_lines l
            JOIN sales_order_invoices o ON o.line = l.id
            JOIN invoices i ON i.id = o.invoice AND i.status <> 'void'
            GROUP BY l.id HAVING sum(o.quantity - o.returned) > l.fulfilled
        """,
    ),
    Invariant(
        "sales_orders_are_invoiced_to_their_customer",
        "An invoice of an order is for the order's customer, in its currency.",
        """
        SELECT i.id::text || ' of ' || s.number FROM sales_order_invoices o
            JOIN sales_order_lines l ON l.id = o.line
            JOIN sales_orders s ON s.number = l.sales_order
            JOIN invoices i ON i.id = o.invoice
            WHERE (i.customer, i.currency) <> (s.customer, s.currency)
        """,
    ),
)
