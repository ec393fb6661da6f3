"""What each page of the console shows, read from the books; the JSON twins show the same."""
