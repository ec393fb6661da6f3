"""What the tests stand on: databases, a world with its own time, builders."""
