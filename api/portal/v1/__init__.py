"""The portal for programs: JSON under /v1, over the same views as the pages."""
