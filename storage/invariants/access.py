"""What must be true of commands and of those who may enter."""

from storage.invariants.form import Invariant

ACCESS = (
    Invariant(
        "commands_are_carried",
        "A command is carried to its process within five minutes.",
        """
        SELECT process || '/' || key || ' ' || coalesce(signal, 'start') FROM commands
            WHERE delivered_at IS NULL AND given_at < :five_minutes_ago
        """,
        parks=False,
    ),
    Invariant(
        "who_is_out_is_out",
        "Nobody whose access was disabled has a session, a password or a link.",
        """
        SELECT i.contact FROM invitations i JOIN contacts c ON c.number = i.contact
            WHERE i.status = 'disabled' AND (
                c.password_hash IS NOT NULL
                OR EXISTS (SELECT FROM portal_sessions s
                    WHERE s.contact = i.contact AND s.ended_at IS NULL)
                OR EXISTS (SELECT FROM tokens t
                    WHERE t.contact = i.contact AND t.ended_at IS NULL))
        """,
        parks=False,
    ),
    Invariant(
        "one_link_is_good",
        "A person has at most one good link of a kind.",
        """
        SELECT contact || ' ' || purpose FROM tokens WHERE ended_at IS NULL
            GROUP BY contact, purpose HAVING count(*) > 1
        """,
        parks=False,
    ),
)
