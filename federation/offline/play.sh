#!/usr/bin/env bash
# Play a federation by files through on one machine: five members, a reader, folders for sticks.
#
#     play.sh FOLDER
#
# FOLDER is made. Each machine is a data folder in it; sticks are folders that are copied to and
# from. Judgements come from the public test questions: the figures of this play show that the
# steps work, not how much a federation gains. docs/federation-offline.md explains each step.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: play.sh FOLDER" >&2; exit 2; }
mkdir "$1" && cd "$1"
play=$PWD
: "${SSE:=sse}" "${PYTHON:=python3}"
unset SSE_DATA_DIR SSE_KEY_PASSPHRASE
members=(alba brume carvalho dune erle)
mkdir -p machines sticks

step() { printf '\n# %s\n' "$*"; }
at() { # at MACHINE COMMAND...: as the people of that machine
    local machine=$1
    shift
    printf '%s$ sse %s\n' "$machine" "$*" | sed "s|$play/||g"
    SSE_DATA_DIR="$play/machines/$machine" "$SSE" "$@"
}
refused() { # refused COMMAND...: it must fail
    if "$@"; then
        echo "this should have been refused: $*" >&2
        exit 1
    fi
}
fingerprint() { tr -d ' ' <<<"$1" | grep -oE '^[0-9a-f]{64}$' | tail -n 1; }
votes() { # votes NAME PROPOSAL MEMBER...: each says yes, into sticks/votes-NAME
    local name=$1 proposal=$2 member
    shift 2
    mkdir -p "sticks/votes-$name"
    for member; do
        at "$member" federation vote "$proposal" --yes --out "sticks/votes-$name/$member.json"
    done
}
everywhere() { # everywhere MACHINE...: get what the stick has
    local machine
    for machine; do at "$machine" update --from sticks/releases; done
}

step "Six machines with the assistant; five have judged some questions"
SSE_DATA_DIR="$play/machines/alba" "$SSE" search --limit 1 cooperative >/dev/null
for machine in "${members[@]:1}" reader; do cp -r machines/alba "machines/$machine"; done
"$PYTHON" - "${members[@]}" <<'PYTHON'
import json, sys
from importlib.resources import files

lines = (files("federation") / "data" / "public_test.jsonl").read_text("utf-8").splitlines()
by_language = {}
for line in lines:
    one = json.loads(line)
    by_language.setdefault(one["language"], []).append(one)
# Each member has 22 questions of its first language, and eleven of its second.
speaks = {"alba": "es en", "brume": "fr en", "carvalho": "pt es", "dune": "fr en", "erle": "en pt"}
for member in sys.argv[1:]:
    with open(f"sticks/judged-{member}.jsonl", "w", encoding="utf-8") as file:
        for language, count in zip(speaks[member].split(), (22, 11)):
            for one in [by_language[language].pop() for _ in range(count)]:
                for document, pinpoint in one["answers"]:
                    told = {"question": one["question"], "language": language, "document": document,
                            "pinpoint": pinpoint, "answers": True}
                    file.write(json.dumps(told, ensure_ascii=False) + "\n")
PYTHON
for member in "${members[@]}"; do at "$member" judgements import "sticks/judged-$member.jsonl"; done

step "Founding: alba invites, four ask to join, fingerprints are read by telephone"
told=$(at alba federation init "Cinq rives" --threshold 3 --as alba --lang es --lang en)
echo "$told"
coordinator=$(fingerprint "$(sed -n 's/^  //p' <<<"$told")")
at alba federation invite --out sticks/invitation.json
join() { # join MEMBER LANGUAGE...
    local member=$1 language options=()
    shift
    for language; do options+=(--lang "$language"); done
    at "$member" federation join sticks/invitation.json --as "$member" "${options[@]}" \
        --coordinator "$coordinator" --out "sticks/request-$member.json"
}
join brume fr en
join carvalho pt es
join dune fr en
join erle en pt
refused at erle federation join sticks/invitation.json --as erle --lang en --coordinator 0123456789abcdef \
    --out sticks/nobody.json
at alba federation admit sticks/request-*.json --trustee dune --out sticks/roster-1.json
votes roster-1 sticks/roster-1.json alba brume
refused at alba federation publish sticks/roster-1.json --votes sticks/votes-roster-1
votes roster-1 sticks/roster-1.json carvalho
told=$(at alba federation publish sticks/roster-1.json --votes sticks/votes-roster-1 --to sticks/releases)
echo "$told"
root=$(grep -oE '[0-9a-f]{64}' <<<"$told" | tail -n 1)
for machine in "${members[@]:1}" reader; do
    at "$machine" federation join --from sticks/releases --root "$root"
done
at brume federation status

step "Round 1, open: four contribute; brume also shares a practice card"
at alba federation round --mode open --deadline 2099-12-31 --out sticks/round-1.json
mkdir sticks/bundles-1
cat >card.json <<'CARD'
{"organisation": "Brume", "country": "FR", "kind": "cooperative", "themes": ["food"],
 "sources": ["https://brume.example.org/bilan"],
 "results": [{"year": 2024, "source": "https://brume.example.org/bilan"}],
 "text": {"fr": {"title": "Une conserverie que ses maraîchers possèdent ensemble",
   "activity": "Brume est une coopérative de maraîchers qui possède une conserverie et fixe ses prix en assemblée.",
   "results": ["Brume compte 61 maraîchers et met en conserve 240 tonnes de légumes par an."]}}}
CARD
at brume practice new --from card.json
at brume practice share brume --yes
at brume federation contribute sticks/round-1.json --dry-run
for member in alba brume carvalho erle; do
    at "$member" federation contribute sticks/round-1.json --yes --out "sticks/bundles-1/$member.sse"
done
at brume federation inspect sticks/bundles-1/brume.sse --round sticks/round-1.json

step "What somebody else puts into the folder: the same bundle again, a changed one, a poisoned one"
cp sticks/bundles-1/alba.sse sticks/bundles-1/alba-again.sse
"$PYTHON" - <<'PYTHON'
from pathlib import Path

import numpy as np

from federation.clock import stamp
from federation.membership.home import Home
from federation.releases.trusted import trusted_roster
from federation.rounds.bundle import write_bundle
from federation.rounds.round_file import load_round
from knowledge.signing import SigningKey

folder = Path("sticks/bundles-1")
content = bytearray((folder / "carvalho.sse").read_bytes())
content[len(content) // 2] ^= 1
(folder / "changed.sse").write_bytes(content)
# dune, a member, writes numbers that no training gives, and signs them well
home = Home(Path("machines/dune/federation"))
roster, key = trusted_roster(home), SigningKey.load(home.key)
opened = load_round(Path("sticks/round-1.json"), roster)
poison = np.full(opened.settings.layout.size, 1e6, np.float32)
member = roster.member(key.public.fingerprint)
(folder / "poison.sse").write_bytes(write_bundle(opened, member, key, poison, stamp()))
PYTHON
at alba federation aggregate sticks/bundles-1 --round sticks/round-1.json
at alba practice queue
card=$(at alba practice queue --json | sed 1d | "$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)[0]["statement"])')
at alba practice accept "$card" --why "The figures stand in the source."

step "Release 1: measured on the public test, tried by members, signed by three of five"
at alba federation candidate --round 1
cp -r machines/alba/federation/workbench/candidate-1 sticks/candidate-1
at carvalho federation evaluate sticks/candidate-1 --yes --out sticks/verdict-carvalho.json
mkdir -p sticks/votes-1
at erle federation vote sticks/candidate-1 --no --why "I want to see more questions first." \
    --out sticks/votes-1/erle.json
votes 1 sticks/candidate-1 alba brume carvalho
at alba federation publish machines/alba/federation/workbench/candidate-1 --votes sticks/votes-1 --to sticks/releases
everywhere "${members[@]}" reader
at reader ask "Combien de maraîchers compte Brume ?" --plain

step "Round 2, sealed: dune holds the keys, brume and erle witness the sum"
at dune federation trustee --out sticks/context-2.json
at alba federation round --mode sealed --deadline 2099-12-31 --context sticks/context-2.json --out sticks/round-2.json
mkdir sticks/bundles-2
for member in alba brume carvalho erle; do
    at "$member" federation contribute sticks/round-2.json --yes --out "sticks/bundles-2/$member.sse"
done
cp sticks/bundles-1/erle.sse sticks/bundles-2/stale.sse
at alba federation aggregate sticks/bundles-2 --round sticks/round-2.json --out sticks/sum-2.json
at brume federation witness sticks/sum-2.json --bundles sticks/bundles-2 --round sticks/round-2.json \
    --out sticks/witness-brume.json
refused at dune federation unseal sticks/sum-2.json sticks/witness-brume.json --round sticks/round-2.json \
    --out sticks/opened-2.json
at erle federation witness sticks/sum-2.json --bundles sticks/bundles-2 --round sticks/round-2.json \
    --out sticks/witness-erle.json
at dune federation unseal sticks/sum-2.json sticks/witness-brume.json sticks/witness-erle.json \
    --round sticks/round-2.json --out sticks/opened-2.json
at alba federation aggregate sticks/bundles-2 --round sticks/round-2.json --unsealed sticks/opened-2.json
at alba federation candidate --round 2
cp -r machines/alba/federation/workbench/candidate-2 sticks/candidate-2
votes 2 sticks/candidate-2 brume carvalho dune
at alba federation publish machines/alba/federation/workbench/candidate-2 --votes sticks/votes-2 --to sticks/releases
everywhere "${members[@]}" reader

step "carvalho takes its contribution to round 1 back: round 1 is joined again, releases 1 and 2 are revoked"
at carvalho federation withdraw --round 1 --out sticks/withdrawal.json
at alba federation withdraw --take sticks/withdrawal.json
refused at alba federation candidate --round 1
at alba federation aggregate sticks/bundles-1 --round sticks/round-1.json
at alba federation candidate --round 1
cp -r machines/alba/federation/workbench/candidate-3 sticks/candidate-3
votes 3 sticks/candidate-3 alba dune erle
at alba federation publish machines/alba/federation/workbench/candidate-3 --votes sticks/votes-3 --to sticks/releases
everywhere "${members[@]}" reader

step "erle changes its key: the others vote, and from then on the new one signs"
at erle federation rekey --out sticks/rekey-erle.json
at alba federation admit sticks/rekey-erle.json --out sticks/roster-2.json
votes roster-2 sticks/roster-2.json alba brume carvalho
at alba federation publish sticks/roster-2.json --votes sticks/votes-roster-2 --to sticks/releases
everywhere "${members[@]}" reader
at alba federation round --mode open --deadline 2099-12-31 --out sticks/round-3.json
at erle federation contribute sticks/round-3.json --yes --out sticks/erle-3.sse
at alba federation inspect sticks/erle-3.sse --round sticks/round-3.json >/dev/null

step "Anybody can check what happened"
at reader federation ledger --verify
at reader federation status
