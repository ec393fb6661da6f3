"""What is true, owed, allowed and next: pure rules, no clock, no chance, no I/O."""
