"""What the portal's pages read, each query for one customer: nobody sees another's rows."""
