"""Credit notes, as the portal and the console show them."""
