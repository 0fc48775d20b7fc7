// The network faults, met by the fetch port of the extension host.
import { after, before, describe, it } from 'node:test';
import { httpFetch } from '../../../src/host/http-fetch.ts';
import { testNetworkFaults } from '../llm/network-faults.ts';

testNetworkFaults('http and https', httpFetch, { describe, it, before, after });
