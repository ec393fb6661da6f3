"""The console for programs: the same views and changes as JSON."""
