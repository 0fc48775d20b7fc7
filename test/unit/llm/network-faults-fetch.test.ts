// The network faults, met by the platform's own fetch.
import { after, before, describe, it } from 'node:test';
import { testNetworkFaults } from './network-faults.ts';

testNetworkFaults('the platform’s fetch', fetch, { describe, it, before, after });
