// The routes. /setup is for whoever holds the link from the log; everything else is for somebody who is signed in.
import { QueryClientProvider } from '@tanstack/react-query';
import { Route, Router, Switch } from 'wouter';
import { SetUpPage } from './accounts/set-up-page.tsx';
import { SignedIn } from './accounts/signed-in.tsx';
import { pages, routerBase } from './base-path.ts';
import { queryClient } from './query-client.ts';
import { SitesArea } from './sites/sites-area.tsx';

export const App = () => (
  <QueryClientProvider client={queryClient}>
    <Router base={routerBase}>
      <Switch>
        <Route path={pages.setUp}>
          <SetUpPage />
        </Route>
        <Route>
          <SignedIn>
            <SitesArea />
          </SignedIn>
        </Route>
      </Switch>
    </Router>
  </QueryClientProvider>
);
