"""Made-up names of communes that sound like the region they lie in.

Built from syllables; a likeness with a real village is chance. As in reality a name may
stand in several regions, never twice in one cercle.
"""

import unicodedata

from . import facts

# Beginnings and ends of names, by the language most heard around a town.
MANDE = (
    ["Ba", "Bin", "Dia", "Dié", "Dou", "Fa", "Fara", "Gan", "Kan", "Ké", "Kiné", "Kola", "Kou", "Ma", "Maran",
     "Mé", "M'B", "N'Go", "N'Té", "Nana", "Nia", "Sama", "Sana", "Sé", "Siné", "Sou", "Tié",
     "Tinkan", "Toro", "Wolo", "Za", "Zan"],
    ["bila", "bougou", "bala", "dala", "diana", "dougou", "gara", "kala", "koro", "koura", "la", "lakoro", "lé",
     "mana", "na", "so", "ra", "rékoro", "soba", "téla", "vara", "wéré", "ya", "zana"],
)  # fmt: skip
FULFULDE = (
    ["Ouro ", "Saré ", "Dé", "Bo", "Dari", "Fé", "Gui", "Ko", "Nio", "Pé", "Soyé", "Son", "Tég", "Wan",
     "Yé", "N'Dio", "Kéndé"],
    ["bo", "dari", "déré", "fala", "guina", "léré", "mari", "ma", "moye", "dou", "raré", "ri", "rou",
     "taka", "wal", "yel"],
)  # fmt: skip
SONGHAY = (
    ["Ban", "Bara", "Ga", "Gari", "Haï", "Houn", "Ka", "Kari", "Koï", "Ali", "San", "Sin", "Tondi", "Wa", "Yo", "Zin",
     "N'Tchi"],
    ["koïra", "bon", "ber", "do", "ga", "goungou", "hondo", "karé", "na", "ré", "tarey", "yendé", "rara"],
)  # fmt: skip
TAMASHEQ = (
    ["In-", "Tin-", "Te", "Ti", "A", "E", "I-n-", "Ta"],
    ["abrou", "adar", "alene", "amassi", "ghallen", "ghérart", "kadaouen", "kerbat", "latène", "marzaf",
     "nékart", "zaghar", "zizen"],
)  # fmt: skip

SOUNDS = {
    "Kayes": [MANDE], "Koulikoro": [MANDE], "Sikasso": [MANDE], "Ségou": [MANDE], "Bamako": [MANDE],
    "Mopti": [FULFULDE, MANDE, FULFULDE], "Tombouctou": [SONGHAY, TAMASHEQ, FULFULDE], "Gao": [SONGHAY, TAMASHEQ],
    "Kidal": [TAMASHEQ], "Ménaka": [TAMASHEQ], "Taoudénit": [TAMASHEQ],
}  # fmt: skip

# Names that several regions have, as real lists do: a name alone is no key.
SHARED = ["Madina", "Sirakoura", "Kofila", "Diakolo", "Banikané-Sud", "N'Toba", "Hamdala", "Ouro Modi Bé"]
SHARED_IN = [("Kayes", "Koulikoro"), ("Sikasso", "Ségou"), ("Koulikoro", "Ségou"), ("Kayes", "Sikasso"),
             ("Mopti", "Tombouctou"), ("Ségou", "Mopti"), ("Mopti", "Gao"), ("Mopti", "Tombouctou")]  # fmt: skip


def plain(name):
    """Lower case without accents: the order of lists, and what people type."""
    letters = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()


def of(name):
    """The name after "de", as French writes it: d'Ansongo, de la Commune IV, de Kita."""
    if name.startswith("Commune "):
        return f"de la {name}"
    return f"d'{name}" if plain(name)[0] in "aeiou" else f"de {name}"


def christen(seeds, rng):
    """Gives every nameless seed a name; towns keep theirs."""
    region_of = {cercle: region for region, cercles in facts.CERCLES.items() for cercle in cercles}
    used = {plain(seed.name) for seed in seeds if seed.name}
    nameless = [seed for seed in seeds if not seed.name]
    _share(nameless, region_of, rng)
    used |= {plain(name) for name in SHARED}
    for seed in nameless:
        while not seed.name:
            name = invent(region_of[seed.cercle], rng)
            if plain(name) not in used:
                seed.name = name
                used.add(plain(name))


def _share(nameless, region_of, rng):
    for name, regions in zip(SHARED, SHARED_IN):
        for region in regions:
            free = [seed for seed in nameless if not seed.name and region_of[seed.cercle] == region]
            free[int(rng.integers(len(free)))].name = name


def invent(region, rng):
    """A name that sounds like the region."""
    choices = SOUNDS[region]
    beginnings, ends = choices[int(rng.integers(len(choices)))]
    beginning = beginnings[int(rng.integers(len(beginnings)))]
    end = ends[int(rng.integers(len(ends)))]
    if beginning.endswith(" "):
        return beginning + end.capitalize()
    if beginning.endswith("B") and end[0] not in "aéio":
        return beginning + "é" + end
    return beginning + end
