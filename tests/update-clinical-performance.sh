#!/bin/sh
# Writes docs/clinical-performance.md anew: every table of it is what the program, as it is built now, prints about the recordings.
# usage: tests/update-clinical-performance.sh [DIR]   DIR holds mitdb, nstdb, vfdb, cinc2015 and bidmc; else EDGEMONITOR_RECORDINGS, else ../shared/data.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
data=${1:-${EDGEMONITOR_RECORDINGS:-$root/../shared/data}}
program=$root/src/EdgeMonitor/bin/Release/net10.0/edgemonitor
page=$root/docs/clinical-performance.md
for set in mitdb nstdb vfdb cinc2015 bidmc; do
    [ -d "$data/$set" ] || { echo "$data has no folder $set: give the directory that holds the recordings." >&2; exit 74; }
done
commit=$(git -C "$root" describe --always --abbrev=12 --dirty --exclude '*' -- 2>/dev/null || git -C "$root" rev-parse --short=12 HEAD)
dotnet build "$root/src/EdgeMonitor" -c Release --nologo -v q >&2
dotnet build "$root/tests/EdgeMonitor.Training" -c Release --nologo -v q >&2
written=$(mktemp)
trap 'rm -f "$written"' EXIT

# A whole table of the command.
table() {
    echo
    echo "\`edgemonitor evaluate $1 $2 $3\`"
    echo
    echo '```'
    "$program" evaluate "$1" "$data/$2" $3
    echo '```'
}

# The last line of the command's table, named after what was done to the recordings.
line() {
    printf '%-34s' "$1"
    shift
    "$program" evaluate "$@" | tail -n 1 | cut -c 10-
}

stressed() {
    echo
    echo '```'
    echo "gross                              after five minutes: beats, missed, made up, Se, +P; whole record: the same; bias ms"
    line "as recorded" qrs "$data/mitdb" --leads "$1"
    line "inverted" qrs "$data/mitdb" --leads "$1" --invert
    line "other lead first" qrs "$data/mitdb" --leads "$1" --swap
    for rate in 100 125 200 250 500 1000; do line "at $rate Hz" qrs "$data/mitdb" --leads "$1" --rate "$rate"; done
    for noise in bw ma; do
        for ratio in 24 18 12 6 0; do line "$noise at $ratio dB" qrs "$data/mitdb" --leads "$1" --noise "$data/nstdb/$noise.hea" --snr "$ratio"; done
    done
    echo '```'
}

trainer() {
    EDGEMONITOR_RECORDINGS=$data dotnet run --project "$root/tests/EdgeMonitor.Training" -c Release --no-build -- "$@"
}

{
    echo "# Clinical performance"
    echo
    echo "Of commit \`$commit\`. Written by \`tests/update-clinical-performance.sh\`: do not change it by hand."
    echo
    echo "**These records were also used to choose constants and to train. So this is what the monitor reaches where it was made; what it reaches elsewhere the"
    echo "cross-validations say, in which no patient stands on both sides.** Half of MIT-BIH Arrhythmia (\`mitdb\`, 24 records), its noise (\`nstdb\`: baseline wander \`bw\`,"
    echo "muscle artefact \`ma\`), 7 records of Malignant Ventricular Ectopy (\`vfdb\`), 146 of CinC 2015, 6 of BIDMC. None of it is a clinical study, and none of it"
    echo "makes this a medical device."
    echo
    echo "## Beats"
    echo
    echo "Within 150 ms of an annotation, after ANSI/AAMI EC57. The whole monitor, as at the bedside."
    table qrs mitdb "--leads 0"
    table qrs mitdb "--leads all"
    echo
    echo "### Under stress, first lead"
    stressed 0
    echo
    echo "### Under stress, all leads together"
    stressed all
    echo
    echo "### By detectors that have not learned from the patient"
    echo
    echo "Each patient is judged by networks that were trained on the 22 others (201 and 202 are one). One lead at a time; noise of stretches that were not trained on; em: made-up"
    echo "electrode motion. delay: the longest from a QRS complex to its beat. The bounds and thresholds around the networks were chosen on all of them, so this flatters a little."
    echo
    echo "\`dotnet run --project tests/EdgeMonitor.Training -c Release -- cross-validate qrs 23\`"
    echo
    echo '```'
    trainer cross-validate qrs 23 | sed -n '/ FN /s/^ *[0-9]* s //p; /folds:/s/^ *[0-9]* s //p'
    echo '```'
    echo
    echo "## Classes of beats"
    table beats mitdb "--leads 0"
    table beats mitdb "--leads all"
    echo
    echo "### Ventricular beats by models that have not learned from the patient"
    echo
    echo "\`dotnet run --project tests/EdgeMonitor.Training -c Release\`"
    echo
    echo '```'
    trainer | grep -e '^both leads, as' -e 'each patient by'
    echo '```'
    echo
    echo "## Lethal rhythms"
    echo
    echo "Time from the annotated onset to the start of the alarm signal."
    table rhythm vfdb ""
    table rhythm mitdb ""
    echo
    echo "## True and false alarms"
    echo
    echo "\`safe\` is what the bedside does; \`study\` holds alarms back more boldly and is printed for comparison only."
    table cinc2015 cinc2015 ""
    table cinc2015 cinc2015 "--policy study"
    table cinc2015 cinc2015 "--leads 0"
    echo
    echo "## Pulse and respiration"
    table bidmc bidmc ""
} > "$written"
mkdir -p "$(dirname "$page")"
cp "$written" "$page"
echo "written: $page" >&2
