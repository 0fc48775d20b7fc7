// Grammars of highlight.js for languages that answers are rarely written in, built as dist/highlight-rare.js and loaded with
// the first code block in one of them.
import type { LanguageFn } from 'highlight.js';
import apache from 'highlight.js/lib/languages/apache';
import clojure from 'highlight.js/lib/languages/clojure';
import cmake from 'highlight.js/lib/languages/cmake';
import coffeescript from 'highlight.js/lib/languages/coffeescript';
import crystal from 'highlight.js/lib/languages/crystal';
import dart from 'highlight.js/lib/languages/dart';
import delphi from 'highlight.js/lib/languages/delphi';
import django from 'highlight.js/lib/languages/django';
import dos from 'highlight.js/lib/languages/dos';
import elixir from 'highlight.js/lib/languages/elixir';
import elm from 'highlight.js/lib/languages/elm';
import erlang from 'highlight.js/lib/languages/erlang';
import fortran from 'highlight.js/lib/languages/fortran';
import fsharp from 'highlight.js/lib/languages/fsharp';
import gherkin from 'highlight.js/lib/languages/gherkin';
import glsl from 'highlight.js/lib/languages/glsl';
import gradle from 'highlight.js/lib/languages/gradle';
import graphql from 'highlight.js/lib/languages/graphql';
import groovy from 'highlight.js/lib/languages/groovy';
import handlebars from 'highlight.js/lib/languages/handlebars';
import haskell from 'highlight.js/lib/languages/haskell';
import julia from 'highlight.js/lib/languages/julia';
import latex from 'highlight.js/lib/languages/latex';
import less from 'highlight.js/lib/languages/less';
import lisp from 'highlight.js/lib/languages/lisp';
import lua from 'highlight.js/lib/languages/lua';
import makefile from 'highlight.js/lib/languages/makefile';
import matlab from 'highlight.js/lib/languages/matlab';
import nginx from 'highlight.js/lib/languages/nginx';
import nim from 'highlight.js/lib/languages/nim';
import nix from 'highlight.js/lib/languages/nix';
import objectivec from 'highlight.js/lib/languages/objectivec';
import ocaml from 'highlight.js/lib/languages/ocaml';
import perl from 'highlight.js/lib/languages/perl';
import powershell from 'highlight.js/lib/languages/powershell';
import prolog from 'highlight.js/lib/languages/prolog';
import properties from 'highlight.js/lib/languages/properties';
import protobuf from 'highlight.js/lib/languages/protobuf';
import r from 'highlight.js/lib/languages/r';
import scala from 'highlight.js/lib/languages/scala';
import scheme from 'highlight.js/lib/languages/scheme';
import scss from 'highlight.js/lib/languages/scss';
import shell from 'highlight.js/lib/languages/shell';
import tcl from 'highlight.js/lib/languages/tcl';
import twig from 'highlight.js/lib/languages/twig';
import vbnet from 'highlight.js/lib/languages/vbnet';
import verilog from 'highlight.js/lib/languages/verilog';
import vhdl from 'highlight.js/lib/languages/vhdl';
import wasm from 'highlight.js/lib/languages/wasm';

/** Grammars by language, each with the other names the language goes by. */
export type Grammars = Readonly<Record<string, readonly [LanguageFn, ...string[]]>>;

declare global {
  /** Set once this script has loaded. */
  var parleyRareGrammars: Grammars | undefined;
}

globalThis.parleyRareGrammars = {
  apache: [apache, 'apacheconf'],
  clojure: [clojure, 'clj', 'edn'],
  cmake: [cmake, 'cmake.in'],
  coffeescript: [coffeescript, 'coffee', 'cson', 'iced'],
  crystal: [crystal, 'cr'],
  dart: [dart],
  delphi: [delphi, 'dpr', 'dfm', 'pas', 'pascal'],
  django: [django, 'jinja'],
  dos: [dos, 'bat', 'batch', 'cmd'],
  elixir: [elixir, 'ex', 'exs'],
  elm: [elm],
  erlang: [erlang, 'erl'],
  fortran: [fortran, 'f90', 'f95'],
  fsharp: [fsharp, 'fs', 'f#'],
  gherkin: [gherkin, 'feature'],
  glsl: [glsl],
  gradle: [gradle],
  graphql: [graphql, 'gql'],
  groovy: [groovy],
  handlebars: [handlebars, 'hbs', 'html.hbs', 'html.handlebars', 'htmlbars'],
  haskell: [haskell, 'hs'],
  julia: [julia],
  latex: [latex, 'tex'],
  less: [less],
  lisp: [lisp],
  lua: [lua, 'pluto'],
  makefile: [makefile, 'mk', 'mak', 'make'],
  matlab: [matlab],
  nginx: [nginx, 'nginxconf'],
  nim: [nim],
  nix: [nix, 'nixos'],
  objectivec: [objectivec, 'mm', 'objc', 'obj-c', 'obj-c++', 'objective-c++'],
  ocaml: [ocaml, 'ml'],
  perl: [perl, 'pl', 'pm'],
  powershell: [powershell, 'pwsh', 'ps', 'ps1'],
  prolog: [prolog],
  properties: [properties],
  protobuf: [protobuf, 'proto'],
  r: [r],
  scala: [scala],
  scheme: [scheme, 'scm'],
  scss: [scss],
  shell: [shell, 'console', 'shellsession'],
  tcl: [tcl, 'tk'],
  twig: [twig, 'craftcms'],
  vbnet: [vbnet, 'vb'],
  verilog: [verilog, 'v', 'sv', 'svh'],
  vhdl: [vhdl],
  wasm: [wasm],
};
