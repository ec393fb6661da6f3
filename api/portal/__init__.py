"""The customer's portal: pages and /v1, over the same views."""
