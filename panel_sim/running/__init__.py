"""A device under power: for people (Running), and thrown away after a playing (rehearsal)."""

from panel_sim.running.device import PAGE_SECONDS, Running
from panel_sim.running.practice import DEVICE_FAULTS, TENANT_FAULTS, TenantPractice

__all__ = ["DEVICE_FAULTS", "PAGE_SECONDS", "TENANT_FAULTS", "Running", "TenantPractice"]
