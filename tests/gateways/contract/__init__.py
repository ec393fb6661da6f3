"""What every payment processor behind the port promises."""
