"""`backoffice simulator`: a payment processor to try and to test with."""

from cli.options import Data
from cli.serving import serve_until_stopped, settings_of_server
from gateways.simulator import serve_simulator


def simulator(*, data: Data = None) -> None:
    """Serve the payment simulator, with its pages and its ledger in the data folder."""
    settings = settings_of_server(data)
    ledger = settings.data / "simulator" / "ledger.db"
    ledger.parent.mkdir(parents=True, exist_ok=True)
    serve_until_stopped(
        serve_simulator(
            ledger,
            settings.simulator_port,
            settings.processor_key,
            settings.processor_secret,
            settings.processor_events_url,
            host=settings.host,
            public_url=settings.simulator_url,
        )
    )
