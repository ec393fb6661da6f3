"""Projects and approvals as both sides see them: a customer in the portal, staff in the console."""
