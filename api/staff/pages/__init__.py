"""Pages of the console: a view or a change, in its template."""
