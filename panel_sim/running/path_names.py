"""The names that path files may use here: of the device's files, the fixtures, the faults, the tenant."""

from __future__ import annotations

from panel_sim.bootstrap import read_menus
from panel_sim.fixtures import FIXTURES, USERS
from panel_sim.loading import models
from panel_sim.options import Options
from panel_sim.paths.names import Names
from panel_sim.running.practice import DEEDS, DEVICE_FAULTS, TENANT_FAULTS
from panel_sim.shipped import shipped


def path_names(options: Options) -> Names:
    """Everything that a path file may name, over all models; raises DataProblems and Refused."""
    from panel_sim.tenant.policy import SWITCHES

    known = models(options.menus or shipped("menus"))
    devices = [read_menus(options, model) for model in known]
    return Names(
        models=tuple(known),
        languages=tuple(sorted({language for menus in devices for language in menus.words})),
        screens=frozenset(screen for menus in devices for screen in menus.screens),
        fixtures=tuple(FIXTURES),
        faults=(*DEVICE_FAULTS, *TENANT_FAULTS),
        values=frozenset(key for menus in devices for key in menus.values),
        policies=(*SWITCHES, *DEEDS),
        users=tuple(user for user, *_ in USERS),
        capabilities=frozenset(name for menus in devices for name in menus.model.capabilities),
    )
