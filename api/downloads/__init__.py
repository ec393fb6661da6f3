"""Many documents at once: as a ZIP of their files, and as lists for spreadsheets."""
