"""Who may come in, how they are recognised, and what keeps others out."""
