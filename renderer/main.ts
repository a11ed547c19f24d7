import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { openSession } from './state/session.svelte.ts';

mount(App, { target: document.body });
void openSession();
