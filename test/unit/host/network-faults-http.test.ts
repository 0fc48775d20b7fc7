// The network faults, met by the fetch port of the extension host.
import { httpFetch } from '../../../src/host/http-fetch.ts';
import { testNetworkFaults } from '../llm/network-faults.ts';

testNetworkFaults('http and https', httpFetch);
