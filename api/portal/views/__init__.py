"""What a page or an answer of /v1 says, read from the books and put into values."""
