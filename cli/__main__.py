"""`python -m cli` is `backoffice`."""

from cli.main import main

main()
