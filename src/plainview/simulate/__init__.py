"""A made-up national network with known truth, written as the real exports look. No record in it is real."""

from plainview.simulate.linking import linking_network
from plainview.simulate.making import network, network_audit_csv, quirk_mixtures

__all__ = ["linking_network", "network", "network_audit_csv", "quirk_mixtures"]
