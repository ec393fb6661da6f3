#!/bin/sh
# Makes the namespace, keeps closed processes for 90 days, and adds what they are searched by.
# Safe to repeat.
set -eu

namespace=default
retention=2160h

tries=0
until temporal operator cluster health; do
    tries=$((tries + 1))
    if [ "$tries" -ge 30 ]; then
        echo "Temporal did not become healthy" >&2
        exit 1
    fi
    sleep 2
done

if temporal operator namespace describe --namespace "$namespace" > /dev/null 2>&1; then
    temporal operator namespace update --namespace "$namespace" --retention "$retention"
else
    temporal operator namespace create --namespace "$namespace" --retention "$retention"
fi

# A new namespace is known everywhere only after a moment, so each of these is tried again.
attribute() {
    tries=0
    until temporal operator search-attribute create --namespace "$namespace" --name "$1" --type "$2"; do
        tries=$((tries + 1))
        if [ "$tries" -ge 30 ]; then
            echo "the search attribute $1 could not be made" >&2
            exit 1
        fi
        sleep 2
    done
}

attribute Customer Keyword
attribute Subscription Keyword
attribute Document Keyword
attribute State Keyword
attribute DueDate Datetime
